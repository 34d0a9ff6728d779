use alloy::primitives::{B256, U256, b256};

/// A signature of an account, in its one form: of the two that fit a message only the one of the lower `s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signature {
    r: B256,
    s: B256,
    y_is_odd: bool,
}

/// The order of secp256k1: neither half of a signature reaches it.
const ORDER: B256 = b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

/// Half of it, rounded down. A token that follows OpenZeppelin's `ECDSA` refuses an `s` above it.
const HALF: B256 = b256!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/// The bit of the compact form (EIP-2098) that says that `y` is odd: a low `s` leaves it free.
const ODD: U256 = U256::from_limbs([0, 0, 0, 1 << 63]);

impl Signature {
    /// Reads 65 bytes (`r`, `s`, and 27 or 28, or 0 or 1), or the 64 of the compact form; none where they are
    /// no signature of this form.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (r, rest) = bytes.split_first_chunk::<32>()?;
        let (s, v) = rest.split_first_chunk::<32>()?;
        let (r, s) = (B256::from(*r), B256::from(*s));
        match *v {
            [] => {
                let packed = U256::from_be_bytes(s.0);
                let y_is_odd = !(packed & ODD).is_zero();
                Self::of(y_is_odd, r, (packed & !ODD).into())
            }
            [v @ (0 | 27)] | [v @ (1 | 28)] => Self::of(matches!(v, 1 | 28), r, s),
            _ => None,
        }
    }

    /// The same from words, as contracts take them.
    #[must_use]
    pub fn of_words(v: U256, r: B256, s: B256) -> Option<Self> {
        let y_is_odd = match u8::try_from(v) {
            Ok(27) => false,
            Ok(28) => true,
            _ => return None,
        };
        Self::of(y_is_odd, r, s)
    }

    fn of(y_is_odd: bool, r: B256, s: B256) -> Option<Self> {
        let fits = !r.is_zero() && r < ORDER && !s.is_zero() && s <= HALF;
        fits.then_some(Self { r, s, y_is_odd })
    }

    /// 27 or 28, as contracts take it.
    #[must_use]
    pub const fn v(self) -> u8 {
        if self.y_is_odd { 28 } else { 27 }
    }

    /// The first half.
    #[must_use]
    pub const fn r(self) -> B256 {
        self.r
    }

    /// The second half.
    #[must_use]
    pub const fn s(self) -> B256 {
        self.s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(r: B256, s: B256, v: &[u8]) -> Vec<u8> {
        [&r[..], &s[..], v].concat()
    }

    fn of(r: B256, s: B256, v: &[u8]) -> Option<Signature> {
        Signature::read(&bytes(r, s, v))
    }

    #[test]
    fn every_spelling_of_one_signature_is_that_one() {
        let (r, s) = (B256::repeat_byte(1), B256::repeat_byte(0x7e));
        for (spellings, v) in [([27, 0], 27), ([28, 1], 28)] {
            let first = of(r, s, &[v]).expect("a signature");
            assert_eq!((first.v(), first.r(), first.s()), (v, r, s));
            for spelling in spellings {
                assert_eq!(of(r, s, &[spelling]), Some(first));
            }
            let mut packed = s;
            packed[0] |= if v == 28 { 0x80 } else { 0 };
            assert_eq!(of(r, packed, &[]), Some(first));
            assert_eq!(Signature::of_words(U256::from(v), r, s), Some(first));
        }
    }

    #[test]
    fn what_no_account_signs_is_none() {
        let good = B256::repeat_byte(1);
        let above = |word: B256| B256::from(U256::from_be_bytes(word.0) + U256::ONE);
        assert!(of(good, HALF, &[27]).is_some());
        for (r, s, v) in [
            (good, above(HALF), &[27][..]),
            (good, B256::ZERO, &[27]),
            (B256::ZERO, good, &[27]),
            (ORDER, good, &[27]),
            (good, good, &[2]),
            (good, good, &[26]),
            (good, good, &[29]),
            (good, good, &[27, 0]),
            // High also in the compact form, the bit aside.
            (good, above(HALF), &[]),
        ] {
            assert_eq!(of(r, s, v), None, "{r} {s} {v:?}");
        }
        for length in [0, 1, 63, 66, 130] {
            assert_eq!(Signature::read(&vec![1; length]), None, "{length}");
        }
        for v in [0_u64, 1, 29, 27 + 256] {
            assert_eq!(Signature::of_words(U256::from(v), good, good), None, "{v}");
        }
    }
}
