//! What a person reads in a notification: how many positions it says are called, and which.

use margin_call::engine::Notification;
use margin_call::engine::view::PositionView;

/// One that tells of several positions.
#[derive(Debug)]
pub struct Several {
    /// Those that are named, the worst first: where each is, and its health in hundredths.
    pub named: Vec<(String, u64)>,
    /// How many more there are.
    pub unnamed: usize,
}

impl Several {
    /// None where it tells of one, or of something else. What contradicts itself is said.
    pub fn read(one: &Notification) -> Result<Option<Self>, String> {
        let more = one.title.strip_suffix(" more position");
        let Some(more) = more.or_else(|| one.title.strip_suffix(" more positions")) else {
            return Ok(None);
        };
        let wrong = || format!("makes no sense: {} / {}", one.title, one.body);
        let (head, count) = more.rsplit_once(", and ").ok_or_else(wrong)?;
        let count: usize = count.parse().map_err(|_| wrong())?;
        let (list, _) = one.body.split_once(". Open to ").ok_or_else(wrong)?;
        let (list, unnamed) = match list.rsplit_once("; and ") {
            Some((list, rest)) => {
                let rest = rest.strip_suffix(" more").ok_or_else(wrong)?;
                (list, rest.parse().map_err(|_| wrong())?)
            }
            None => (list, 0),
        };
        let (worst, others) = list.split_once("; also ").ok_or_else(wrong)?;
        let line = |text: &str| {
            let (place, health) = text.rsplit_once(", ")?;
            let digits = health.rsplit_once(' ').map_or(health, |(_, digits)| digits);
            let (whole, rest) = digits.split_once('.')?;
            let hundredths = whole.parse::<u64>().ok()? * 100 + rest.parse::<u64>().ok()?;
            Some((place.to_owned(), hundredths))
        };
        let lines = [worst].into_iter().chain(others.split("; ")).map(line);
        let named: Vec<_> = lines.collect::<Option<_>>().ok_or_else(wrong)?;
        let is_said_first = worst
            .rsplit_once(' ')
            .is_some_and(|(_, health)| head.ends_with(health));
        if named.len() + unnamed != count + 1 || named.len() > 3 || !is_said_first {
            return Err(wrong());
        }
        Ok(Some(Self { named, unnamed }))
    }

    pub fn count(&self) -> usize {
        self.named.len() + self.unnamed
    }

    /// Which of these it tells of: those that are named, and, where more are, all that may be meant.
    pub fn covers<'a>(&self, all: &[&'a PositionView]) -> Result<Vec<&'a PositionView>, String> {
        let mut left = all.to_vec();
        let mut found = Vec::new();
        for (place, _) in &self.named {
            let is_it = |one: &&PositionView| {
                let title = one.title();
                place == &title
                    || place
                        .strip_prefix(&title)
                        .is_some_and(|on| on.starts_with(" on "))
            };
            let it = left.iter().position(is_it);
            found.push(left.remove(it.ok_or(format!("{place} is not called"))?));
        }
        match left.len() < self.unnamed {
            true => Err(format!("{} more are not called", self.unnamed)),
            false if self.unnamed > 0 => Ok(all.to_vec()),
            false => Ok(found),
        }
    }
}
