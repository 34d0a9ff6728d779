use crate::engine::view::PositionKey;

/// What stands in the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    /// How a position stands.
    Look(PositionKey),
    /// Everything behind that.
    Details(PositionKey),
}

/// The list of these positions, the worst first: how each stands comes before the details of the worst, those
/// of any other follow it where it is `open`.
pub fn items(keys: &[PositionKey], open: &[PositionKey]) -> Vec<Item> {
    let Some((worst, others)) = keys.split_first() else {
        return Vec::new();
    };
    let mut items = vec![Item::Look(worst.clone())];
    for key in others {
        items.push(Item::Look(key.clone()));
        if open.contains(key) {
            items.push(Item::Details(key.clone()));
        }
    }
    items.push(Item::Details(worst.clone()));
    items
}

/// Whether the details of a position are right below how it stands.
pub fn is_joined(items: &[Item], key: &PositionKey) -> bool {
    let mut pairs = items.windows(2);
    pairs.any(|pair| pair == [Item::Look(key.clone()), Item::Details(key.clone())])
}
