use leptos::prelude::*;

use super::part::part;
use crate::engine::view::PositionKey;
use crate::top_up::MemberState;
use crate::ui::format;
use crate::ui::words;

/// One of several positions: its market and health, what it takes, and how far it is.
#[component]
pub fn Member(key: PositionKey) -> impl IntoView {
    let member = part(move |top_up| {
        let mut members = top_up.members.iter();
        members.find(|one| one.position == key).cloned()
    });
    let member = Memo::new(move |_| member.get().flatten());
    let state = move || member.with(|one| one.as_ref().map(|one| id(&one.state)));
    let is_open =
        Memo::new(move |_| member.with(|one| one.as_ref().is_some_and(|one| one.is_open)));
    let line = move || {
        let member = member.get()?;
        let health = member.health.map(format::health);
        let after = match member.state {
            MemberState::ToDo(after) => after.map(format::health),
            _ => None,
        };
        let to = after.filter(|_| health.is_some()).map(|after| {
            view! {
                <span class={"arrow"} aria-hidden="true">
                    {" → "}
                </span>
                <span class={"unseen"}>{" to "}</span>
                {after}
            }
        });
        let takes = words::member(&member);
        Some(view! {
            <strong class="market">{member.market.clone()}</strong>
            <span class="health">{health} {to}</span>
            <span class="state">{words::member_state(&member)}</span>
            {takes.map(|takes| view! { <span class="takes">{takes}</span> })}
        })
    };
    view! {
        <li
            class="member"
            data-state=state
            aria-current=move || is_open.get().then_some("step")
        >
            {line}
        </li>
    }
}

fn id(state: &MemberState) -> &'static str {
    match state {
        MemberState::ToDo(_) => "to-do",
        MemberState::UnderWay => "under-way",
        MemberState::Done => "done",
        MemberState::Short(_) => "short",
        MemberState::LeftOut(_) => "left-out",
    }
}
