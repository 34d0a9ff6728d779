/// Whether something is wanted.
pub const fn on_or_off(is_on: bool) -> &'static str {
    if is_on { "On" } else { "Off" }
}

/// What nobody has set up.
pub const NOT_SET_UP: &str = "Not set up";
