use leptos::prelude::*;

/// Why a collateral does not count.
#[component]
pub fn NotCounted(why: Signal<String>) -> impl IntoView {
    view! {
        <tr class="not-counted">
            <td colspan="4">
                {move || format!("Does not count towards health. {}", why.read())}
            </td>
        </tr>
    }
}
