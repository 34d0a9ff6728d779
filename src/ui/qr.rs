use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// The margin that readers ask for around a code, in its smallest squares.
const QUIET: i32 = 4;

/// A text as a QR code; nothing where it is too long for one.
#[component]
pub fn Qr(
    text: String,
    /// What it is, for those who do not see it.
    label: &'static str,
) -> impl IntoView {
    let code = QrCode::encode_text(&text, QrCodeEcc::Medium).ok()?;
    let size = code.size().saturating_add(2 * QUIET);
    // Dark on light in either theme: readers take no other.
    Some(view! {
        <svg
            class="qr"
            role="img"
            aria-label=label
            viewBox=format!("0 0 {size} {size}")
            shape-rendering="crispEdges"
        >
            <rect width=size height=size fill={"#fff"} />
            <path d=path(&code) fill={"#000"} />
        </svg>
    })
}

/// The dark squares, each run of a row as one.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&x| code.get_module(x, y));
            let run = i32::try_from(run.count()).unwrap_or_default();
            if run > 0 {
                let (left, top) = (x.saturating_add(QUIET), y.saturating_add(QUIET));
                path.push_str(&format!("M{left} {top}h{run}v1h-{run}z"));
            }
            x = x.saturating_add(run).saturating_add(1);
        }
    }
    path
}
