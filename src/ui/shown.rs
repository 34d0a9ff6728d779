//! What the components of one widget share: what is shown, and whom a person's actions go to.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::view::SessionView;
use crate::engine::{UserAction, View};

/// Told what a person does.
type Act = Rc<dyn Fn(UserAction)>;

/// The engine's view and the way back, in the context of every component.
#[derive(Clone, Copy)]
pub struct Shown {
    view: RwSignal<Arc<View>>,
    source: StoredValue<Forked, LocalStorage>,
}

/// The same for components that are mounted elsewhere, and may outlive these.
#[derive(Clone)]
pub struct Forked {
    view: ArcRwSignal<Arc<View>>,
    act: Act,
}

impl Forked {
    /// For the components that are mounted now.
    pub fn here_again(self) -> Shown {
        Shown {
            view: self.view.clone().into(),
            source: StoredValue::new_local(self),
        }
    }
}

impl Shown {
    /// Follows `view`; `act` is told what a person does.
    pub fn new(view: ArcRwSignal<Arc<View>>, act: impl Fn(UserAction) + 'static) -> Self {
        let act = Rc::new(act);
        Forked { view, act }.here_again()
    }

    /// For components that are mounted elsewhere.
    pub fn forked(self) -> Forked {
        self.source.get_value()
    }

    /// That of the widget which this component is in.
    pub fn here() -> Self {
        expect_context()
    }

    /// A part of the view. Only a change of it wakes those who read it.
    pub fn part<T>(self, of: impl Fn(&View) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.view.with(|view| of(view)))
    }

    /// A part of what is watched; none while nothing is.
    pub fn session<T>(
        self,
        of: impl Fn(&SessionView) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        self.part(move |view| view.session().map(&of))
    }

    /// Tells the engine what the person did.
    pub fn act(self, action: UserAction) {
        self.source.with_value(|source| (source.act)(action));
    }
}
