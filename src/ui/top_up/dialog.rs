use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::HtmlDialogElement;

use super::checking::Checking;
use super::choosing::Choosing;
use super::done::Done;
use super::ending::Ending;
use super::members::Members;
use super::part::part;
use super::position::Position;
use super::progress::Progress;
use super::review::Review;
use super::screen::{Screen, heading, leaves_the_page};
use crate::engine::UserAction;
use crate::ui::shown::Shown;

/// Over the page, with the focus on the heading of each screen. The browser puts the focus back
/// where it was before.
#[component]
pub fn Dialog(screen: Memo<Option<Screen>>) -> impl IntoView {
    let shown = Shown::here();
    let dialog = NodeRef::<html::Dialog>::new();
    let title = NodeRef::<html::H2>::new();
    let leaves = part(|top_up| leaves_the_page(&top_up.stage));
    let called = part(heading);
    Effect::new(move |left: Option<Option<bool>>| {
        // Each stage, and each review, is to be read from its beginning.
        screen.track();
        called.track();
        let leaves = leaves.get()?;
        let (dialog, heading) = (dialog.get()?, title.get()?);
        let left = left.flatten();
        if dialog.open() && left != Some(leaves) {
            dialog.close();
        }
        if !dialog.open() {
            open(&dialog, leaves);
        }
        dialog.set_scroll_top(0);
        // An element that cannot be focused keeps the focus where it is.
        let _ = heading.focus();
        Some(leaves)
    });
    // Before it goes, so that the focus returns to where it was.
    on_cleanup(move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    });
    let close = move || shown.act(UserAction::CloseTopUp);
    let closed = move |event: Event| {
        let dialog: HtmlDialogElement = event_target(&event);
        // By the browser, as Escape makes it; not by what is above.
        if dialog.is_connected() && !dialog.open() {
            close();
        }
    };
    // Only a dialog that holds the page back is closed by the browser.
    let pressed = move |event: KeyboardEvent| {
        if event.key() == "Escape" && leaves.get_untracked() == Some(true) {
            close();
        }
    };
    view! {
        <dialog
            class="top-up"
            part="top-up"
            aria-labelledby="mc-top-up"
            node_ref=dialog
            on:close=closed
            on:keydown=pressed
        >
            <div class="sheet">
                <div class="head">
                    <div>
                        <h2 id="mc-top-up" tabindex="-1" autofocus node_ref=title>
                            {move || called.get()}
                        </h2>
                        <Position />
                    </div>
                    <button type="button" class="quiet" on:click=move |_| close()>
                        {"Close"}
                    </button>
                </div>
                <Members />
                {move || screen.get().map(drawn)}
            </div>
        </dialog>
    }
}

/// In the top layer, or beside the page where that must be used.
fn open(dialog: &HtmlDialogElement, leaves_the_page: bool) {
    if leaves_the_page {
        dialog.show();
    } else {
        // Refused only where it is open, or not on the page any more.
        let _ = dialog.show_modal();
    }
}

fn drawn(screen: Screen) -> AnyView {
    match screen {
        Screen::Choosing => view! { <Choosing /> }.into_any(),
        Screen::Checking => view! { <Checking /> }.into_any(),
        Screen::Review(review) => view! { <Review review=*review /> }.into_any(),
        Screen::Progress => view! { <Progress /> }.into_any(),
        Screen::Ending => view! { <Ending /> }.into_any(),
        Screen::Done => view! { <Done /> }.into_any(),
    }
}
