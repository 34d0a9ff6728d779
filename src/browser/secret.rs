//! Numbers that nobody can guess.

/// As many bits as a key has, by the browser's own generator; none where it has none.
pub fn draw() -> Option<[u8; 16]> {
    let crypto = web_sys::window()?.crypto().ok()?;
    let mut secret = [0; 16];
    crypto.get_random_values_with_u8_array(&mut secret).ok()?;
    Some(secret)
}
