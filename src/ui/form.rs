use super::doing::Do;
use super::element::{El, el, text};

/// A form of one line that a person types.
pub struct Line {
    /// Names the field, and with `-problem` what is wrong with it.
    pub id: &'static str,
    /// The field's `type`.
    pub kind: &'static str,
    /// What it is for.
    pub label: &'static str,
    /// What such a text looks like.
    pub placeholder: &'static str,
    /// What happens with it.
    pub does: Do,
}

impl Line {
    /// The form, with this button; `wrong`: what is wrong with what was typed last.
    pub fn form(self, button: El, wrong: Option<String>) -> El {
        let problem_id = format!("{}-problem", self.id);
        el("form", "watch")
            .attr("novalidate", "")
            .on("submit", self.does)
            .child(text("label", "", self.label).attr("for", self.id))
            .child(
                el("div", "row")
                    .child(
                        el("input", "mono")
                            .attr("id", self.id)
                            .attr("type", self.kind)
                            .attr("placeholder", self.placeholder)
                            .attr("autocomplete", "off")
                            .attr("spellcheck", "false")
                            .attr("aria-describedby", problem_id.clone())
                            .invalid(wrong.is_some()),
                    )
                    .child(button.attr("type", "submit")),
            )
            .child(problem(wrong).attr("id", problem_id))
    }
}

/// Why something did not succeed, said where it was tried.
pub fn problem(words: Option<String>) -> El {
    el("div", "problem")
        .attr("role", "status")
        .child(words.map(|words| text("p", "", words)))
}
