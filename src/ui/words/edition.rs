use crate::engine::view::EditionView;

/// When a newer version of the page can be used.
pub const fn new_edition(edition: EditionView) -> &'static str {
    match edition {
        EditionView::Offered => {
            "This page goes on as it is until you use it: then it is loaded anew."
        }
        EditionView::Waits => "It can be used once the top-up is closed.",
        EditionView::Taking => "This page is loaded anew in a moment.",
    }
}
