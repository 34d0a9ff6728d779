//! What is said before and below everything else, a file for each.

mod clock_differs;
mod development;
mod disputes;
mod link_waiting;
mod locked;
mod memory_lost;
mod misconfigured;
mod new_edition;
mod not_heard;
mod not_watched;
mod nothing_kept;
mod silences;
mod silent;
mod unconfirmed;

pub use misconfigured::Misconfigured;

use leptos::prelude::*;

use clock_differs::ClockDiffers;
use development::Development;
use disputes::Disputes;
use link_waiting::LinkWaiting;
use locked::Locked;
use memory_lost::MemoryLost;
use new_edition::NewEdition;
use not_heard::NotHeard;
use not_watched::NotWatched;
use nothing_kept::NothingKept;
use silences::Silences;
use unconfirmed::Unconfirmed;

/// What must be known before any number is read.
#[component]
pub fn Notices() -> impl IntoView {
    view! {
        <div class="notices" part="notices">
            <Development />
            <NothingKept />
            <MemoryLost />
            <Locked />
            <LinkWaiting />
            <Silences />
            <Disputes />
            <ClockDiffers />
            <Unconfirmed />
            <NotWatched />
            <NotHeard />
            <NewEdition />
        </div>
    }
}
