use alloy::primitives::{Address, B256, Bytes, U256};

use crate::chain::ChainId;
use crate::chain::transactions::Difference;
use crate::math::{Timestamp, TokenAmount, Wad};
use crate::protocols::PositionKey;
use crate::protocols::morpho_blue::PreLiquidationParams;
use crate::protocols::revert::Revert;
use crate::risk::{Currency, Health, Obstacle};

use super::{
    AmountProblem, Chosen, Decoded, Fee, Part, Permission, Source, StrategyId, TargetProblem,
};

/// The top-up panel.
#[derive(Clone, Debug, PartialEq)]
pub struct TopUpView {
    /// Which position it repairs.
    pub position: PositionKey,
    /// Market, as in "Aave v3 · Ethereum Core".
    pub market: String,
    /// Health now; none while it is read again.
    pub health_now: Option<Health>,
    /// Restore target as typed; where an amount was, what that is promised to reach.
    pub target_text: String,
    /// The target, when what was typed is one.
    pub target: Result<Wad, TargetProblem>,
    /// An amount that was typed for the chosen way, in place of a target.
    pub amount: Option<TypedAmount>,
    /// The ways to get there, the most fitting first; none to choose from while the position is not
    /// known.
    pub options: Vec<OptionView>,
    /// Several of them together, where none does it alone, or none as cheaply; and what became of it where
    /// it is chosen.
    pub mix: Option<Result<MixView, Unavailable>>,
    /// Where no way leads there with what the wallet has: what of the position, sold, would.
    pub sale: Option<SaleView>,
    /// What the market may still take of the account's tokens.
    pub rests: Vec<Rest>,
    /// The account's positions on this chain that want a top-up, this one among them, the worst first, after
    /// those that were topped up since this was opened; empty where it is the only one.
    pub members: Vec<MemberView>,
    /// What those that are left take out of the wallet together, token by token.
    pub taken: Vec<TakenView>,
    /// Who is left without where what is chosen, or shown to be signed, is taken.
    pub stranded: Vec<StrandedView>,
    /// Which comes next, once this is done.
    pub next: Option<NextView>,
    /// The last payment of the account may still be undone: nothing else is signed until it cannot.
    pub is_settling: bool,
    /// The one that is chosen.
    pub chosen: Option<Chosen>,
    /// A permission that was signed here and is not used holds until then.
    pub unused_until: Option<Timestamp>,
    /// Where the flow stands.
    pub stage: StageView,
}

/// One of several positions that one wallet pays for.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberView {
    /// Which.
    pub position: PositionKey,
    /// Market, as in "Aave v3 Ethereum Core".
    pub market: String,
    /// Health now; none while it is not known.
    pub health: Option<Health>,
    /// It is the one that is open.
    pub is_open: bool,
    /// How far it is.
    pub state: MemberState,
    /// What it takes, in order.
    pub takes: Vec<PartView>,
}

/// How far one of several is.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberState {
    /// To be topped up, to this health where that is known.
    ToDo(Option<Health>),
    /// The wallet is asked, or was, and the end of that is not known.
    UnderWay,
    /// Topped up.
    Done,
    /// The wallet has not enough for it beside the others: what it is nearest to, where there is such.
    Short(Option<Lack>),
    /// Nothing is kept for it: why.
    LeftOut(LeftOut),
}

/// Why nothing of the wallet is kept for a position that wants some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It is not known now.
    NotKnown,
    /// It cannot be topped up from here now.
    CannotBe,
    /// There are too many that are worse.
    TooMany,
}

/// What there is too little of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Token symbol, or the coin's.
    pub symbol: String,
    /// What it takes.
    pub needed: TokenAmount,
    /// What there is beside what others take.
    pub left: TokenAmount,
}

/// What is taken out of the wallet of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenView {
    /// Token symbol, or the coin's.
    pub symbol: String,
    /// How much, rounded up.
    pub amount: TokenAmount,
}

/// One that is left without what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrandedView {
    /// Market, as in "Aave v3 Ethereum Core".
    pub market: String,
    /// What it needs and the choice takes.
    pub symbols: Vec<String>,
}

/// The position that comes next.
#[derive(Clone, Debug, PartialEq)]
pub struct NextView {
    /// Which.
    pub position: PositionKey,
    /// Market, as in "Aave v3 Ethereum Core".
    pub market: String,
    /// Health now.
    pub health: Health,
    /// Health after it.
    pub after: Health,
}

/// An amount that was typed for the chosen way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedAmount {
    /// As typed.
    pub text: String,
    /// What is wrong with it.
    pub problem: Option<AmountProblem>,
}

/// A part of the collateral that would restore the target, if it were sold and debt repaid with it.
#[derive(Clone, Debug, PartialEq)]
pub struct SaleView {
    /// Token symbol.
    pub symbol: String,
    /// How much, rounded up.
    pub amount: TokenAmount,
    /// Its value in the market's base currency, rounded up.
    pub value: TokenAmount,
    /// That currency.
    pub currency: Currency,
}

/// A permission that is left.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rest {
    /// Taking it back.
    pub id: StrategyId,
    /// Token symbol.
    pub symbol: String,
    /// How much may be taken; none: whatever there is.
    pub amount: Option<TokenAmount>,
}

/// One way to repair a position.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionView {
    /// Its name.
    pub id: StrategyId,
    /// Symbol of the token that is supplied or repaid.
    pub symbol: String,
    /// What it takes, or why it does not lead there.
    pub offer: Result<Offer, Unavailable>,
    /// What there is to take it from: what the wallet holds of the token, or of the coin beyond the fees, or
    /// what is supplied where a debt is repaid out of that.
    pub balance: TokenAmount,
    /// How much more of it can be made out of the chain's coin.
    pub wrappable: TokenAmount,
    /// What the coin is called; none on a chain that is not known.
    pub coin: Option<&'static str>,
}

impl OptionView {
    /// What its amount is an amount of.
    #[must_use]
    pub fn paid_in(&self) -> &str {
        match (self.id.means.source(), self.coin) {
            (Some(Source::Coin), Some(coin)) => coin,
            _ => &self.symbol,
        }
    }

    /// It as a part, where it leads there.
    #[must_use]
    pub fn part(&self) -> Option<Part> {
        let offer = self.offer.as_ref().ok()?;
        Some(Part {
            way: self.id,
            amount: offer.amount,
            closes_debt: offer.closes_debt,
            permission: Permission::Approved,
        })
    }
}

/// What a top-up takes and gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The least amount that restores the target at the latest likely inclusion, or the typed one.
    pub amount: TokenAmount,
    /// The health factor that it is promised to reach, whenever it is mined until then.
    pub target: Wad,
    /// Its value in the market's base currency, rounded up.
    pub value: TokenAmount,
    /// That currency.
    pub currency: Currency,
    /// What it saves a year in interest, or earns, at the rates in force, rounded down, less what a supply
    /// that is used up would have earned; none where that is nothing or not known: a token that nobody of
    /// the account supplies yet.
    pub yearly: Option<TokenAmount>,
    /// It repays the whole debt in this token.
    pub closes_debt: bool,
    /// Health after, at the latest likely inclusion.
    pub health_after: Health,
    /// How many times the wallet will ask for a signature.
    pub signatures: usize,
    /// About what the network takes for it, by what such steps take at most; none where not known.
    pub fee: Option<Fee>,
}

/// Several ways together.
#[derive(Clone, Debug, PartialEq)]
pub struct MixView {
    /// What is done, in order.
    pub parts: Vec<PartView>,
    /// What it moves together in the market's base currency, rounded up.
    pub value: TokenAmount,
    /// That currency.
    pub currency: Currency,
    /// What it saves a year in interest and earns, as far as that is known, rounded down; none where that
    /// is nothing.
    pub yearly: Option<TokenAmount>,
    /// Health after, at the latest likely inclusion.
    pub health_after: Health,
    /// How many times the wallet will ask for a signature.
    pub signatures: usize,
    /// About what the network takes for it, by what such steps take at most; none where not known.
    pub fee: Option<Fee>,
}

/// One of several ways that go together.
#[derive(Clone, Debug, PartialEq)]
pub struct PartView {
    /// Its name.
    pub way: StrategyId,
    /// Symbol of the token that is supplied or repaid.
    pub symbol: String,
    /// What the coin is called; none on a chain that is not known.
    pub coin: Option<&'static str>,
    /// How much of it.
    pub amount: TokenAmount,
    /// Everything that is owed in this token is repaid.
    pub closes_debt: bool,
}

impl PartView {
    /// What its amount is an amount of.
    #[must_use]
    pub fn paid_in(&self) -> &str {
        let in_coin = self.way.means.source() == Some(Source::Coin);
        self.coin.filter(|_| in_coin).unwrap_or(&self.symbol)
    }

    /// Whether it takes something out of the wallet.
    #[must_use]
    pub fn is_paid_by_wallet(&self) -> bool {
        matches!(self.way.means.source(), Some(Source::Token | Source::Coin))
    }

    /// It as a part.
    #[must_use]
    pub fn part(&self) -> Part {
        Part {
            way: self.way,
            amount: self.amount,
            closes_debt: self.closes_debt,
            permission: Permission::Approved,
        }
    }
}

/// Why an option does not lead to the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// The wallet holds too little.
    Balance {
        /// What it would take.
        needed: TokenAmount,
    },
    /// The position is at or above the target already.
    AlreadyThere,
    /// It does not reach the target.
    Short {
        /// The health factor that it reaches.
        best: Health,
    },
    /// The token is none that the protocols' address books list: nobody vouches for what the market
    /// says of it.
    NotListed,
    /// The protocol does not let it: why.
    Obstacle(Obstacle),
    /// The arithmetic overflowed: no amount is offered.
    NotComputable,
}

/// Where the flow stands.
#[derive(Clone, Debug, PartialEq)]
pub enum StageView {
    /// Choosing.
    Choosing,
    /// Reading everything once more before showing the review.
    Checking,
    /// The review: what will be signed.
    Review(ReviewView),
    /// Reading everything once more before asking the wallet.
    Rechecking(ReviewView),
    /// The wallet shows its question.
    Signing(ReviewView),
    /// It shows what is to be signed, and sent by nobody.
    Permitting(ReviewView),
    /// A transaction is on its way.
    Pending(ReviewView),
    /// The wallet was asked, and whether it sent is not known, or nobody has heard of what it sent.
    Unsettled {
        /// The steps; none where they cannot be read back.
        review: Option<ReviewView>,
        /// What is not known.
        doubt: Doubt,
    },
    /// The position is being read after the last transaction.
    Rereading(ReviewView),
    /// A payment is in a block that a reorganisation may still take away; more is to be paid after it.
    Settling(ReviewView),
    /// Done, as read from the chain.
    Done {
        /// The steps as they went.
        steps: Vec<StepView>,
        /// Health before; none when the page was reloaded on the way.
        before: Option<Health>,
        /// Health after.
        after: Health,
        /// Whether the target was reached.
        reached: bool,
    },
    /// It ended otherwise.
    Failed {
        /// The steps as far as they went.
        review: Option<ReviewView>,
        /// What happened to the money.
        failure: FlowFailure,
        /// An earlier step is on the chain, whoever sent it.
        sent_before: bool,
    },
}

/// What will be signed, in words' raw material.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewView {
    /// The chain that it is for.
    pub chain: ChainId,
    /// The chain's name.
    pub chain_name: String,
    /// Who signs.
    pub account: Address,
    /// The steps in order.
    pub steps: Vec<StepView>,
    /// The step that is next or under way.
    pub current: usize,
    /// So many from there on are put to the wallet at once.
    pub at_once: usize,
    /// How they are put to it, and how else they can be.
    pub manners: Manners,
    /// What it is expected to do; none for a transaction that was found again after a reload.
    pub outlook: Option<Outlook>,
    /// What changed since it was last shown.
    pub changed: Option<Changed>,
    /// What the contract goes by that is to be let act for the account, as two nodes say.
    pub goes_by: Option<PreLiquidationParams>,
}

/// How what is left to do is put to the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// One transaction after the other.
    Each,
    /// All at once: it carries them out as one, all or none.
    Together,
    /// The permission that comes next as a signature, which goes with the transaction after it.
    Permit,
}

/// What is known of what was asked of an account before. A wallet may number what it is asked for by itself, after
/// all that it has sent: several calls as one always, and single ones where it does not keep to the number it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// All of it has ended, or cannot be mined beside what is asked for next.
    Ended,
    /// Nothing is kept of this account: nothing was asked for, or the browser was cleared.
    Unknown,
    /// A word alone says that something will not be mined. It has a number, and what is asked for under the same
    /// one cannot be mined beside it: so one step comes after the other.
    MayBeMined,
}

/// The manner that is chosen, and the others that there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manners {
    /// This one.
    pub chosen: Manner,
    /// Those that can be chosen instead.
    pub others: Vec<Manner>,
    /// To carry them out as one the wallet changes the account first: it asks whether it may.
    pub changes_account: bool,
    /// What is known of what was asked for before.
    pub earlier: Earlier,
}

impl Manners {
    /// There is nothing to choose.
    #[must_use]
    pub const fn only(chosen: Manner) -> Self {
        Self {
            chosen,
            others: Vec::new(),
            changes_account: false,
            earlier: Earlier::Ended,
        }
    }
}

/// What of a review changed since it was last shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Changed {
    /// The amount, from this.
    Amount(TokenAmount),
    /// The health after it, from this.
    Health(Health),
    /// The level of the health after it is a worse one, from this health.
    Level(Health),
    /// What is done, or how much of which.
    Parts,
    /// What is signed for it.
    Steps,
    /// The wallet does not sign permissions: they are approved by transactions.
    Manner,
}

/// What a top-up is expected to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// Health before.
    pub health_before: Health,
    /// Health after, at the latest likely inclusion.
    pub health_after: Health,
    /// The latest likely inclusion.
    pub evaluated_at: Timestamp,
    /// What the chain itself says of it.
    pub simulation: SimulationView,
    /// What the network takes for it, and the coin that is paid in; none where nobody says.
    pub fee: Option<(Fee, &'static str)>,
}

/// What the chain says that the steps would do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SimulationView {
    /// The permission that comes next succeeds. What comes after it could not be simulated yet: it is
    /// once the permission is in a block, before it is signed.
    NotYet,
    /// The action succeeds; what the health is afterwards could not be asked.
    StepSucceeds,
    /// All steps together succeed, with this health afterwards.
    Restores(Health),
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// The bytes of a transaction.
    Call(Bytes),
    /// A text that goes into no block.
    Message(String),
    /// Bytes that there are not yet: a signature goes into them.
    ToCome,
}

/// One transaction, or one signature, of a top-up.
#[derive(Clone, Debug, PartialEq)]
pub struct StepView {
    /// The contract.
    pub to: Address,
    /// What the bytes say, decoded independently of what encoded them.
    pub decoded: Decoded,
    /// What is signed for it.
    pub raw: Raw,
    /// The chain's coin that goes with them, in wei.
    pub value: U256,
    /// How it went.
    pub status: StepStatus,
}

/// How a step went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepStatus {
    /// Not asked for.
    Waiting,
    /// The wallet was asked for it.
    Asked,
    /// The wallet has taken it, and has told no transaction yet.
    Taken,
    /// Signed; there is nothing to send.
    Signed,
    /// Sent.
    Sent {
        /// Its hash.
        hash: B256,
    },
    /// In a block, and it succeeded.
    Confirmed {
        /// Its hash.
        hash: B256,
        /// The block.
        block: u64,
    },
    /// In a block, and it did not fail; what it was could not be compared with what was asked for.
    Unnamed {
        /// Its hash.
        hash: B256,
        /// The block.
        block: u64,
    },
    /// In a block, and it failed.
    Reverted {
        /// Its hash.
        hash: B256,
    },
    /// Something else is in a block under its hash.
    Changed {
        /// Its hash.
        hash: B256,
    },
}

/// How a flow ended otherwise than well. Each says what happened to the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlowFailure {
    /// The person said no in the wallet (4001). Nothing was sent.
    Rejected,
    /// The person said no to the permission that was to be signed. Nothing was signed or sent.
    NotSigned,
    /// The wallet gave something else than a signature. Nothing was sent.
    NotASignature,
    /// The wallet does not let this page do that (4100). Nothing was sent.
    Unauthorized,
    /// The wallet is not connected (4900, 4901). Nothing was sent.
    Disconnected,
    /// The wallet is on another chain or account than the top-up was made for. Nothing was sent.
    ContextChanged,
    /// The position or the prices could not be read. Nothing was sent.
    CannotRead,
    /// There is no contract where the registry says. Nothing was sent.
    NoContract,
    /// A contract that would be let act for the account is not confirmed to be what it is taken for. Nothing
    /// was sent.
    NotVouched(Unvouched),
    /// The option is not available any more. Nothing was sent.
    NotAvailable(Unavailable),
    /// The simulation failed, with the contract's reason. Nothing was sent.
    WouldRevert(Revert),
    /// Nobody could say what several parts would do together. Nothing was sent.
    NotSimulated,
    /// The simulation lands short of the target. Nothing was sent.
    FallsShort(Health),
    /// The wallet refused, in its words. Nothing was sent.
    WalletRefused(String),
    /// The wallet does not carry out several steps as one, or the person did not let it change the
    /// account for that. Nothing was sent.
    NotAtOnce,
    /// The wallet took them, could not send them, and will not try again. Nothing was sent.
    Dropped,
    /// A transaction of the account waits already, and anything sent now could only come after it.
    /// Nothing was sent.
    OtherWaits,
    /// Another transaction of the account was mined after everything was checked. Nothing was sent.
    OtherMined,
    /// The endpoint has not read the block in which the last transaction ended. Nothing was sent.
    Behind,
    /// The last transaction of the account lies in a block that a reorganisation may still take away:
    /// then it would be mined once more, beside whatever was signed since. Nothing was sent.
    Settling,
    /// The browser keeps nothing for this page, so that nobody would know of it after a reload.
    /// Nothing was sent.
    NotStored,
    /// Reverted on chain: the fee was spent, nothing else.
    Reverted {
        /// Its hash.
        hash: B256,
    },
    /// What was mined under its hash is not what was asked for: it was changed on the way.
    NotWhatWasAsked {
        /// Its hash.
        hash: B256,
        /// In what it differs.
        difference: Difference,
    },
    /// Another transaction took its number: it was cancelled, or replaced, and cannot be mined any
    /// more.
    Replaced,
    /// It was mined, and who may act for the account is not what was asked for, or is not known.
    AuthorityIs {
        /// Whether the contract may act; none where that could not be read.
        may: Option<bool>,
        /// What was mined is known to be what was asked for.
        is_named: bool,
    },
}

/// Why a contract is not let act for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unvouched {
    /// There is nobody on this chain who could vouch for it.
    Nobody,
    /// Only the wallet's node could be asked: what one alone says nobody confirms.
    OneVoice,
    /// The factory that is compiled in has not made it, or it is of another market, as this node says.
    Denied(Voice),
    /// It goes by this oracle, which is not the market's.
    OtherOracle(Address),
    /// This node could not be asked.
    Silent(Voice),
    /// Not the same is said of what it goes by: by two nodes, by the simulation, or since it was shown.
    Differ,
    /// What comes of it could not be simulated to its end.
    NotSimulated,
}

/// Who is asked whether a contract is what it is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The endpoint that reads the position.
    Reads,
    /// The wallet's own node.
    Wallets,
    /// Another endpoint, where the wallet's node reads the position.
    Second,
}

/// Whose node is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// The one that reads the position.
    Reads,
    /// The wallet's own.
    Wallets,
}

/// What is not known of a transaction that the wallet was asked for. Nothing is offered in its
/// place while that is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It was not looked up yet.
    NotLooked,
    /// The wallet says that it shows an earlier question still: perhaps this one.
    EarlierQuestion,
    /// The network knows of something of this account that waits for a block: perhaps this.
    SomethingWaits,
    /// The wallet has it, and no node that was asked knows of it: it may wait there for other signatures.
    WithWallet,
    /// Nobody who was asked has heard of it: the wallet may still ask, or have handed it to a
    /// private relay.
    Unseen,
    /// Something of this account was mined since, and the endpoint cannot tell what.
    SomethingMined,
    /// Its record cannot be read by this version.
    Unreadable,
}
