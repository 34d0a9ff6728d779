use leptos::prelude::*;

/// What `show` makes of some words, for as long as there are any. While others follow, it stays, and
/// only its text changes.
pub fn while_said<T, V>(
    words: impl Fn() -> Option<T> + Send + Sync + 'static,
    show: impl Fn(Signal<T>) -> V + Send + 'static,
) -> impl IntoView
where
    T: Clone + Default + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let words = Memo::new(move |_| words());
    let is_said = Memo::new(move |_| words.with(Option::is_some));
    move || {
        is_said.get().then(|| {
            // It may be asked once more when there are none any longer, before it goes.
            let last = Memo::new(move |before: Option<&T>| {
                let last = words.get().or_else(|| before.cloned());
                last.unwrap_or_default()
            });
            show(last.into())
        })
    }
}
