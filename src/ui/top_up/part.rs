use leptos::prelude::*;

use crate::top_up::TopUpView;
use crate::ui::shown::Shown;

/// A part of the top-up; none while it is closed.
pub fn part<T>(of: impl Fn(&TopUpView) -> T + Send + Sync + 'static) -> Memo<Option<T>>
where
    T: PartialEq + Send + Sync + 'static,
{
    Shown::here().part(move |view| view.top_up.as_ref().map(&of))
}
