use super::act::button;
use super::doing::Do;
use super::element::{Child, El, el, text};
use super::form::Line;
use super::words::endpoint_problem;
use crate::engine::UserAction;
use crate::engine::view::EndpointsView;

/// What may be asked beside the wallet.
pub fn endpoints(endpoints: &EndpointsView) -> El {
    let wrong = endpoints.problem;
    let line = Line {
        id: "mc-endpoint",
        kind: "url",
        label: "An endpoint of your own",
        placeholder: "https://…",
        does: Do::AddEndpoint,
    };
    let all = endpoints.public.iter().all(|one| one.allowed);
    let any = endpoints.public.iter().any(|one| one.allowed);
    let typed = endpoints.typed.iter().map(|url| {
        el("li", "entry")
            .key(url.clone())
            .child(text("code", "", url.clone()))
            .child(
                button("quiet", "Remove", UserAction::RemoveEndpoint(url.clone()))
                    .attr("aria-label", format!("Remove {url}")),
            )
    });
    let public = endpoints.public.iter().map(|one| {
        let allow = || {
            button(
                "quiet",
                "Allow",
                UserAction::AllowPublic(Some(one.chain.id)),
            )
            .attr("aria-label", format!("Allow them for {}", one.chain.name))
        };
        el("li", "entry")
            .key(one.chain.id.0.to_string())
            .child(text("span", "name", one.chain.name.clone()))
            .child(text("span", "hint", one.hosts.join(", ")))
            .child(match one.allowed {
                true => Child::from(text("span", "pill", "Allowed").attr("data-state", "live")),
                false => Child::from(allow()),
            })
    });
    el("details", "endpoints")
        .part("endpoints")
        .child(
            el("summary", "")
                .child(text("span", "", "Endpoints"))
                .child(text(
                    "span",
                    "pill",
                    match (all, any) {
                        (true, _) => "Public ones allowed",
                        (_, true) => "Some public ones allowed",
                        _ => "Wallet and own only",
                    },
                )),
        )
        .child(text(
            "p",
            "hint",
            "A wallet reads one chain at a time. With endpoints beside it every chain is watched, wherever the wallet is, and the next takes over when one fails. Whoever runs an endpoint sees which addresses are asked about.",
        ))
        .child(line.form(el("button", "secondary").child("Add"), wrong.map(|wrong| endpoint_problem(wrong).to_owned())))
        .child(el("ul", "plain").children(typed))
        .child(text("h3", "", "Public endpoints"))
        .child(
            el("div", "row")
                .child((!all).then(|| {
                    button("secondary", "Allow all of them", UserAction::AllowPublic(None))
                }))
                .child(any.then(|| button("secondary", "Allow none", UserAction::ForbidPublic))),
        )
        .child(el("ul", "plain").children(public))
}
