//! Signals of one compiled kind.
//!
//! Leptos compiles its whole reactive machinery anew for each type of value: with a hundred types
//! that was four fifths of the shipped bytes. Here all values share one type, and only the few
//! instructions that look inside know which it is.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{Get, GetUntracked, Memo, Track};

/// A value that follows others, and tells of its changes only.
pub struct Signal<T: 'static> {
    memo: Memo<Erased>,
    of: PhantomData<fn() -> T>,
}

/// What a memo computes, of its value before.
type Compute = Box<dyn Fn(Option<&Erased>) -> Erased + Send + Sync>;

#[derive(Clone)]
struct Erased {
    value: Arc<dyn Any + Send + Sync>,
    equal: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Erased {
    fn eq(&self, other: &Self) -> bool {
        (self.equal)(&*self.value, &*other.value)
    }
}

impl<T: 'static> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Signal<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Signal<T> {
    /// What `compute` gives, of its value before and of the signals that it reads.
    pub fn new(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let compute = move |before: Option<&Erased>| Erased {
            value: Arc::new(compute(before.map(inside))),
            equal: |one, other| one.downcast_ref::<T>() == other.downcast_ref::<T>(),
        };
        Self {
            memo: follow(Box::new(compute)),
            of: PhantomData,
        }
    }

    /// Reads the value and follows it.
    pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(inside(&self.memo.get()))
    }

    /// The value; the reader follows it.
    pub fn get(self) -> T {
        self.with(T::clone)
    }

    /// Reads the value as it is now.
    pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
        read(inside(&self.memo.get_untracked()))
    }

    /// The value as it is now.
    pub fn get_untracked(self) -> T {
        self.with_untracked(T::clone)
    }

    /// Follows the value without reading it.
    pub fn track(self) {
        self.memo.track();
    }
}

fn inside<T: 'static>(erased: &Erased) -> &T {
    let value = erased.value.downcast_ref();
    value.expect("a signal holds values of its own type")
}

/// The one place where a memo is made, so that it is compiled once.
fn follow(compute: Compute) -> Memo<Erased> {
    Memo::new(compute)
}
