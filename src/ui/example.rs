use leptos::prelude::*;

use super::notice::{Notice, Tone};
use super::position::Card;
use super::shown::Shown;
use super::words::Standing;
use crate::engine::example;

/// A position that nobody has, with its prices in the person's hand.
#[component]
pub fn Example(
    /// Ends it.
    close: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    let now = Shown::here().part(|view| view.now).get_untracked();
    example(now).map(|position| {
        let standing = Standing::at(position.health, position.alarm.level);
        let position = Memo::new(move |_| position.clone());
        view! {
            <section class="example stack" aria-label="Example">
                <Notice tone=Tone::Development headline="This is an example">
                    <p>
                        {"Nobody’s position, at round prices, without any chain. The numbers follow the rules of Aave v3.6. Move the slider below: the price is in your hand."}
                    </p>
                    <button type="button" class="secondary" on:click=move |_| close()>
                        {"Close the example"}
                    </button>
                </Notice>
                <Card position standing is_worst=true is_example=true />
            </section>
        }
    })
}
