/// What moves at every block is no rule. It is news where it comes to a limit, and again only after it was
/// well within.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gauge {
    pub limit: u64,
    pub within: u64,
}

pub(super) const PERCENT: u64 = 10_000_000_000_000_000;

/// So little room is left that a top-up may not fit.
pub(super) const FULL: Gauge = Gauge {
    limit: 100 * PERCENT - PERCENT / 10,
    within: 98 * PERCENT,
};

/// It is there or it is not.
pub(super) const SIGN: Gauge = Gauge {
    limit: 1,
    within: 1,
};

/// From where on what moves all the time is told, as shares in wad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What is paid a year on what is owed.
    pub rate: u64,
    /// How much of a token's money is lent out.
    pub used: u64,
}

impl Limits {
    /// Nothing comes to these.
    pub const NONE: Self = Self {
        rate: u64::MAX,
        used: u64::MAX,
    };
}

impl Gauge {
    /// News from a limit on, until it was below that by one in `part`.
    pub const fn well_below(limit: u64, part: u64) -> Self {
        Self {
            limit,
            within: limit.saturating_sub(limit.div_euclid(part)),
        }
    }

    pub fn kept(self, before: u64, after: u64) -> u64 {
        let Self { limit, within } = self;
        let is_told = before >= limit;
        let stays = match is_told {
            true => after >= within,
            false => after < limit && after.abs_diff(before) <= before / 4,
        };
        if stays { before } else { after }
    }
}
