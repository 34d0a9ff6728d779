use leptos::prelude::*;

use super::act::Act;
use super::address::ShortAddress;
use super::connect::Wallets;
use super::format;
use super::not_heard::NotHeard;
use super::notice::{Notice, Tone};
use super::shown::Shown;
use super::switch::Switch;
use super::while_said::while_said;
use super::words;
use super::words::{clock_differs, config_problem, gap, read_problem, unreadable};
use crate::chain::ChainId;
use crate::engine::UserAction;
use crate::engine::view::{DataView, EditionView, LinkWaits};

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

/// What whoever made the page has to mend: below what matters to whoever reads it.
#[component]
pub fn Misconfigured() -> impl IntoView {
    let problem = Shown::here().part(|view| view.configuration_problem.clone());
    view! {
        <div class="notices" part="notices">
            {move || {
                problem.get().map(|problem| {
                    view! {
                        <Notice tone=Tone::Bad headline="This widget is set up wrongly">
                            <p>{config_problem(&problem)}</p>
                        </Notice>
                    }
                })
            }}
        </div>
    }
}

/// A link to a top-up was followed, and leads nowhere yet.
#[component]
fn LinkWaiting() -> impl IntoView {
    let shown = Shown::here();
    let link = shown.part(|view| view.link.clone());
    // Before anything is watched, and at a position that is, they stand below.
    let wallets = shown.session(|session| session.wallets.clone());
    let wallets = Signal::derive(move || wallets.get().unwrap_or_default());
    let has_some = Memo::new(move |_| wallets.with(|wallets| !wallets.is_empty()));
    move || {
        link.get().map(|link| {
            let account = link.account;
            let is_for_another = link.waits_for == LinkWaits::Account;
            view! {
                <Notice tone=Tone::Warning headline="Your link to a top-up waits">
                    <p>{words::link_waits(&link)}</p>
                    <p>{"Account "} <ShortAddress address=account /></p>
                    <Show when=move || is_for_another && has_some.get()>
                        <Wallets wallets />
                    </Show>
                    <Act class="secondary" action=UserAction::DismissLink>{"Never mind"}</Act>
                </Notice>
            }
        })
    }
}

#[component]
fn Development() -> impl IntoView {
    let is_local = Shown::here().part(|view| view.local_deployment);
    view! {
        <Show when=move || is_local.get()>
            <Notice tone=Tone::Development headline="Development chain: contracts are not verified">
                <p>
                    {"Addresses come from a deployment file. Nothing here is real money."}
                </p>
            </Notice>
        </Show>
    }
}

#[component]
fn NothingKept() -> impl IntoView {
    let keeps = Shown::here().part(|view| view.storage_works);
    view! {
        <Show when=move || !keeps.get()>
            <Notice tone=Tone::Warning headline="This browser keeps nothing">
                <p>
                    {"Thresholds and history are lost when the page closes. Margin calls work while it is open."}
                </p>
            </Notice>
        </Show>
    }
}

#[component]
fn MemoryLost() -> impl IntoView {
    let shown = Shown::here();
    let lost = shown.part(|view| view.unreadable.clone());
    view! {
        <Show when=move || !lost.with(Vec::is_empty)>
            <Notice tone=Tone::Warning headline="A part of the memory is lost">
                <p>{move || lost.with(|lost| unreadable(lost))}</p>
                <Act class="secondary" action=UserAction::DismissUnreadable>{"Understood"}</Act>
            </Notice>
        </Show>
    }
}

#[component]
fn Locked() -> impl IntoView {
    let shown = Shown::here();
    let locked = shown.session(|session| {
        let wallet = session.wallet.as_ref();
        let name = wallet.map_or("The wallet", |wallet| wallet.name.as_str());
        session.locked.then(|| name.to_owned())
    });
    move || {
        locked.get().flatten().map(|name| {
            view! {
                <Notice tone=Tone::Warning headline="The wallet is locked">
                    <p>
                        <bdi>{name}</bdi>
                        " shares no account with this page now. Your positions are watched on; to top up, unlock it."
                    </p>
                    <Act class="secondary" action=UserAction::Unlock>{"Unlock…"}
                    </Act>
                </Notice>
            }
        })
    }
}

/// The chains of which nothing is known now.
#[component]
fn Silences() -> impl IntoView {
    let silent = Shown::here().session(|session| {
        let chains = session.chains.iter();
        let silent = chains.filter(|one| silent(&one.data).is_some());
        silent.map(|one| one.chain.id).collect::<Vec<_>>()
    });
    view! {
        <For each=move || silent.get().unwrap_or_default() key=|chain| *chain let:chain>
            <Silent chain />
        </For>
    }
}

#[component]
fn Silent(chain: ChainId) -> impl IntoView {
    let shown = Shown::here();
    let name = shown.session(move |session| Some(session.chain(chain)?.chain.name.clone()));
    let name = move || name.get().flatten().unwrap_or_default();
    let is_only = shown.session(|session| session.chains.len() == 1);
    let headline = Signal::derive(move || match is_only.get() {
        Some(true) => "Nobody is watching right now".to_owned(),
        _ => format!("Nobody is watching {} right now", name()),
    });
    let why = shown.session(move |session| silent(&session.chain(chain)?.data));
    // The wallet is what it was read through, and is elsewhere.
    let is_elsewhere = shown.session(move |session| {
        let through = session.chain(chain).map(|one| one.sources.is_empty());
        session.wallet.is_some() && through == Some(true)
    });
    view! {
        <Notice tone=Tone::Bad headline>
            <p>{move || why.get().flatten()}</p>
            <Show
                when=move || is_elsewhere.get() == Some(true)
                fallback=|| {
                    view! { <Act class="secondary" action=UserAction::Refresh>{"Try now"}</Act> }
                }
            >
                <Switch chain>{move || format!("Switch the wallet to {}", name())}</Switch>
            </Show>
        </Notice>
    }
}

/// Why nothing is known now, since when, and what happens next.
fn silent(data: &DataView) -> Option<String> {
    let since = data.state.unknown_since()?;
    let why = data.problem.as_ref().map_or_else(
        || "The chain has had no new block for longer than it should.".to_owned(),
        read_problem,
    );
    let next = match (data.retrying, data.next_attempt) {
        (true, _) => " Trying again now.".to_owned(),
        (false, Some(at)) => format!(" Next attempt at {}.", format::time(at)),
        (false, None) => String::new(),
    };
    Some(format!(
        "{why} Nothing is known since {}.{next}",
        format::time(since)
    ))
}

/// The chains about which two sources disagree: the two, and the chain.
#[component]
fn Disputes() -> impl IntoView {
    let disputes = Shown::here().session(|session| {
        let disputed = session.chains.iter().filter_map(words::disputed);
        disputed.collect::<Vec<_>>()
    });
    view! {
        <For
            each=move || disputes.get().unwrap_or_default()
            key=Clone::clone
            let((headline, said))
        >
            <Notice tone=Tone::Bad headline attr:role="alert">
                <p>{said}</p>
                <details class="behind">
                    <summary>{"What to do"}</summary>
                    <p>
                        {"Compare with a block explorer. Under “Endpoints” below, remove your own endpoint if it is wrong, or switch off the public ones. The wallet’s own is changed in the wallet."}
                    </p>
                </details>
            </Notice>
        </For>
    }
}

#[component]
fn ClockDiffers() -> impl IntoView {
    let differs = Shown::here().session(|session| session.clock_differs_s);
    move || {
        differs.get().flatten().map(|seconds| {
            view! {
                <Notice tone=Tone::Warning headline="This computer’s clock and the chain’s differ">
                    <p>{clock_differs(seconds)}</p>
                </Notice>
            }
        })
    }
}

#[component]
fn Unconfirmed() -> impl IntoView {
    let unconfirmed = Shown::here().session(words::unconfirmed);
    let said = Memo::new(move |_| unconfirmed.get().flatten());
    while_said(
        move || said.get(),
        |said| {
            view! {
                <Notice tone=Tone::Warning headline="Our arithmetic and the chain’s differ">
                    <p>{said}</p>
                </Notice>
            }
        },
    )
}

#[component]
fn NotWatched() -> impl IntoView {
    let unwatched = Shown::here().session(|session| session.gap);
    move || {
        unwatched.get().flatten().map(|unwatched| {
            view! {
                <Notice tone=Tone::Warning headline="There was a gap">
                    <p>{gap(unwatched)}</p>
                    <Act class="secondary" action=UserAction::DismissGap>{"Understood"}</Act>
                </Notice>
            }
        })
    }
}

/// A newer version of the page waits for a click.
#[component]
fn NewEdition() -> impl IntoView {
    let edition = Shown::here().part(|view| view.edition);
    move || {
        edition.get().map(|edition| {
            let is_offered = edition == EditionView::Offered;
            view! {
                <Notice tone=Tone::News headline="A new version is there" attr:role="status">
                    <p>{words::new_edition(edition)}</p>
                    {is_offered.then(|| view! { <Act class="secondary" action=UserAction::TakeEdition>{"Use it"}</Act> })}
                </Notice>
            }
        })
    }
}
