//! Every e-mode, as the pool takes an account into it: the health afterwards, or that it refuses.

use alloy::sol_types::SolCall;
use margin_call::protocols::aave_v3::act;
use margin_call::risk::{Obstacle, Position, RiskError};

use super::super::covers;
use super::super::node::Outcome;
use super::open::setUserEModeCall;
use super::world::World;
use super::{Case, Release, each_position};

/// The market's own are 1 and 2; nobody made the third.
const CATEGORIES: [u8; 3] = [1, 2, 3];

#[derive(Default)]
struct Tally {
    entered: u64,
    refused: u64,
    liquidatable: u64,
}

#[test]
fn entering_an_e_mode_does_what_we_say_on_v3_6() {
    let world = World::start(Release::V3_6);
    let mut tally = Tally::default();
    each_position(&world, |mut case| {
        case.read_again();
        case.enter_each(&mut tally);
        // The same under water.
        case.fall();
        case.read_again();
        case.enter_each(&mut tally);
    });
    let Tally {
        entered,
        refused,
        liquidatable,
    } = tally;
    println!(
        "{entered} e-modes entered with the health that we say; what the chain refused we refuse, \
         {refused} for what is owed or used, {liquidatable} for a position that would be liquidatable"
    );
    covers(entered > 0 && refused > 0 && liquidatable > 0);
}

impl Case<'_> {
    fn enter_each(&mut self, tally: &mut Tally) {
        let own = self.position.e_mode().map(|category| category.id);
        let owes = self.snapshot.owes();
        for id in CATEGORIES.into_iter().filter(|id| owes && Some(*id) != own) {
            let at = self.later(30 * 86_400);
            let (node, name) = (&self.world.node, format!("{}, e-mode {id}", self.name));
            let call = act::enter_e_mode(self.world.pool, id);
            assert_eq!(
                call.data[..],
                setUserEModeCall { category: id }.abi_encode()
            );
            let chain = node.undone(|| match node.run(&[(self.account, call)], at)[..] {
                [Outcome::Done] => Some(self.world.account_data(self.account).health()),
                _ => None,
            });
            let ours = self.position.health_in_e_mode(id, at);
            assert_eq!(ours.ok(), chain, "{name}: {ours:?}");
            match ours {
                Ok(_) => tally.entered += 1,
                Err(RiskError::Refused(Obstacle::StillLiquidatable)) => tally.liquidatable += 1,
                Err(RiskError::Refused(Obstacle::NotInEMode)) => tally.refused += 1,
                Err(other) => panic!("{name}: {other:?}"),
            }
        }
    }
}
