use super::element::{El, el};
use super::widget::Ui;
use super::words::Standing;
use crate::engine::View;
use crate::engine::view::{Body, ConnectionView};

/// What a screen reader is told by itself: the worst level and whether anybody watches. Without
/// numbers, so that a new block with the same level says nothing again.
pub fn announce(ui: Ui) -> El {
    let told = ui.part(tell);
    let region = move |interrupts: bool| {
        el("p", "unseen")
            .attr("role", if interrupts { "alert" } else { "status" })
            .say(move || {
                told.with(|told| match told {
                    Some((does, text)) if *does == interrupts => text.clone(),
                    _ => String::new(),
                })
            })
    };
    el("div", "announcements")
        .child(region(true))
        .child(region(false))
}

/// What there is to tell, and whether it interrupts.
fn tell(view: &View) -> Option<(bool, String)> {
    let ConnectionView::Connected(session) = &view.connection else {
        return None;
    };
    let Body::Positions(positions) = &session.body else {
        return None;
    };
    let worst = positions.first()?;
    let standing = Standing::of(worst, &session.data);
    Some((
        standing.interrupts(),
        format!(
            "{} {}: {}. {}",
            worst.protocol.name(),
            worst.market,
            standing.word(),
            standing.meaning()
        ),
    ))
}
