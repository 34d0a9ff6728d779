use leptos::prelude::*;

/// What is made of something, for as long as there is any. While another follows, it stays, and only
/// its text changes.
#[component]
pub fn WhileSome<T, V>(
    /// There may be some.
    of: impl Fn() -> Option<T> + Send + Sync + 'static,
    /// What is made of it.
    children: impl Fn(Signal<T>) -> V + Send + 'static,
) -> impl IntoView
where
    T: Clone + Default + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let some = Memo::new(move |_| of());
    let is_there = Memo::new(move |_| some.with(Option::is_some));
    move || {
        is_there.get().then(|| {
            // It may be asked once more when there is none any longer, before it goes.
            let last = Memo::new(move |before: Option<&T>| {
                let last = some.get().or_else(|| before.cloned());
                last.unwrap_or_default()
            });
            children(last.into())
        })
    }
}
