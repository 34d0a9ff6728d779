use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::*;

/// A value that follows signals, and tells of its changes only.
///
/// What Leptos calls a memo. A `Memo<T>` brings some twenty functions for every type `T`; here the
/// reactive part is one counter of changes, of one type for all, and the value lies beside it.
pub struct Value<T: 'static> {
    place: StoredValue<Rc<dyn Any>, LocalStorage>,
    changes: Memo<u32>,
    of: PhantomData<fn() -> T>,
}

impl<T> Copy for Value<T> {}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// A value that `compute` gives, again whenever a signal that it reads changes.
pub fn value<T: PartialEq + 'static>(compute: impl Fn() -> T + 'static) -> Value<T> {
    boxed(Box::new(compute))
}

#[inline(never)]
fn boxed<T: PartialEq + 'static>(compute: Box<dyn Fn() -> T>) -> Value<T> {
    let place: Rc<RefCell<Option<T>>> = Rc::new(RefCell::new(None));
    let (place, changes) = counted(
        place.clone(),
        Rc::new(move || {
            let next = Some(compute());
            let differs = *place.borrow() != next;
            if differs {
                place.replace(next);
            }
            differs
        }),
    );
    Value {
        place,
        changes,
        of: PhantomData,
    }
}

/// Counts how often `step` says that there was a change.
#[inline(never)]
fn counted(
    place: Rc<dyn Any>,
    step: Rc<dyn Fn() -> bool>,
) -> (StoredValue<Rc<dyn Any>, LocalStorage>, Memo<u32>) {
    let step = StoredValue::new_local(step);
    let changes = Memo::new(move |before: Option<&u32>| {
        let differs = step.get_value()();
        before.copied().unwrap_or(0).wrapping_add(differs.into())
    });
    (StoredValue::new_local(place), changes)
}

impl<T: 'static> Value<T> {
    /// Reads the value, to be told when it changes.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        self.changes.track();
        self.with_untracked(read)
    }

    /// Reads the value as it is now.
    ///
    /// # Panics
    /// When what made the value is gone: nothing that is still on the page reads it then.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        let place = self.up_to_date();
        let place = place.downcast_ref::<RefCell<Option<T>>>();
        let place = place.map(RefCell::borrow);
        let value = place.as_deref().and_then(Option::as_ref);
        read(value.expect("a value is of its type, and computed when it is read"))
    }
}

impl<T: 'static> Value<T> {
    #[inline(never)]
    fn up_to_date(self) -> Rc<dyn Any> {
        let _ = self.changes.get_untracked();
        self.place.get_value()
    }
}

impl<T: Clone + 'static> Value<T> {
    /// A copy of the value, to be told when it changes.
    #[inline(never)]
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// A copy of the value as it is now.
    #[inline(never)]
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }
}
