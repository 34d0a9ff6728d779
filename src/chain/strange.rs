//! Words of strangers: of contracts, nodes and wallets. They are shown, so they must not hide
//! anything, turn the writing around them, or fill the screen.

/// The longest text that is shown, in characters.
const MOST_CHARACTERS: usize = 200;

/// The text as it can be shown: without what is invisible or turns the writing around, every space
/// as one, and cut where it is long.
#[must_use]
pub fn clean(text: &str) -> String {
    let seen = text.chars().filter_map(|letter| {
        let is_space = letter.is_whitespace();
        (is_space || is_seen(letter)).then_some(if is_space { ' ' } else { letter })
    });
    let mut clean = String::new();
    let mut count = 0_usize;
    for letter in seen {
        if letter == ' ' && (clean.is_empty() || clean.ends_with(' ')) {
            continue;
        }
        if count == MOST_CHARACTERS {
            clean.pop();
            clean.push('…');
            break;
        }
        clean.push(letter);
        count = count.saturating_add(1);
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// Whether a letter shows as what it is: neither invisible, nor one that acts on those around it, nor
/// one without a meaning of its own.
#[must_use]
pub fn is_seen(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_turns_the_writing_is_left_out() {
        assert_eq!(
            clean("no \u{202e}gnorw\u{2069}\u{200b} way"),
            "no gnorw way"
        );
        assert_eq!(clean(" \n one\t\u{2028}\u{0}two \u{e0041}"), "one two");
        assert_eq!(clean("Über 新しい 🦊"), "Über 新しい 🦊");
        assert_eq!(clean("\u{3164}\u{feff}"), "");
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(clean(&"x".repeat(200)), "x".repeat(200));
        let cut = clean(&"ü ".repeat(5_000));
        assert!(cut.ends_with('…') && cut.chars().count() == 200, "{cut}");
    }
}
