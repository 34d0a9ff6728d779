use super::*;

const NOW: Millis = Millis(1_800_000_000_000);

/// A page whose browser keeps a newer edition.
fn with_newer() -> Edition {
    let mut edition = Edition::default();
    assert_eq!(edition.view(false), None);
    assert_eq!(edition.on(NOW, false, Input::Ready), None);
    assert_eq!(edition.view(false), Some(EditionView::Offered));
    edition
}

#[test]
fn it_is_kept_after_the_first_reading_and_looked_for_from_then_on() {
    let mut edition = Edition::default();
    assert_eq!(edition.on(NOW, false, Input::Time), None);
    assert_eq!(edition.due(), None, "elsewhere nothing is kept");
    edition.on(NOW, false, Input::Begin);
    let mut due = NOW;
    for after in [KEEP_AFTER_MS, LOOK_EVERY_MS, LOOK_EVERY_MS] {
        due = due.plus(after);
        assert_eq!(edition.due(), Some(due));
        assert_eq!(edition.on(Millis(due.0 - 1), false, Input::Time), None);
        let asked = edition.on(due, false, Input::Time);
        assert_eq!(asked, Some(EditionRequest::Keep));
    }
}

#[test]
fn a_newer_one_is_used_on_a_persons_word_alone() {
    let mut edition = with_newer();
    for later in [0, PATIENCE_MS, LOOK_EVERY_MS] {
        assert_eq!(edition.on(NOW.plus(later), false, Input::Time), None);
        assert_eq!(edition.on(NOW.plus(later), false, Input::Taken), None);
    }
    let asked = edition.on(NOW, false, Input::Take);
    assert_eq!(asked, Some(EditionRequest::Take));
    assert_eq!(edition.view(false), Some(EditionView::Taking));
    assert_eq!(edition.on(NOW, false, Input::Take), None, "once");
    let loads = edition.on(NOW.plus(50), false, Input::Taken);
    assert_eq!(loads, Some(EditionRequest::Load));
}

#[test]
fn nothing_is_taken_from_under_a_person_who_tops_up() {
    let mut edition = with_newer();
    assert_eq!(edition.view(true), Some(EditionView::Waits));
    assert_eq!(edition.on(NOW, true, Input::Take), None);
    assert_eq!(edition.view(false), Some(EditionView::Offered));
    // Nor where the top-up was opened after the click.
    let _ = edition.on(NOW, false, Input::Take);
    assert_eq!(edition.on(NOW, true, Input::Taken), None);
    assert_eq!(edition.view(true), Some(EditionView::Waits));
    assert_eq!(edition.view(false), Some(EditionView::Offered));
}

#[test]
fn a_browser_that_does_not_take_it_is_asked_again_by_a_click_and_never_loads_late() {
    let mut edition = with_newer();
    let _ = edition.on(NOW, false, Input::Take);
    let due = edition.due().expect("it is waited for");
    assert_eq!(edition.on(due, false, Input::Time), None);
    assert_eq!(edition.view(false), Some(EditionView::Offered));
    assert_eq!(edition.on(due, false, Input::Taken), None);
    let asked = edition.on(due, false, Input::Take);
    assert_eq!(asked, Some(EditionRequest::Take));
}

#[test]
fn only_a_page_that_ships_is_kept() {
    let config = |is_page, page: &str| Config {
        is_page,
        page: Some(page.to_owned()),
        folder: Some("https://app.example/alerts/".to_owned()),
        ..Config::default()
    };
    for (is_page, page, ours) in [
        (true, "https://app.example/alerts/", true),
        (
            true,
            "https://app.example/alerts/?from=mail#position=x",
            true,
        ),
        (true, "https://app.example/alerts/index.html", true),
        (true, "https://app.example/alerts/mine.html", false),
        (true, "https://app.example/", false),
        (true, "https://other.example/alerts/", false),
        (false, "https://app.example/alerts/", false),
    ] {
        assert_eq!(is_ours(&config(is_page, page)), ours, "{page}");
    }
    assert!(!is_ours(&Config::default()));
}
