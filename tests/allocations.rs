//! What is asked thousands of times a second allocates nothing.
#![allow(unsafe_code)] // An allocator that counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use alloy::primitives::{Address, U256};
use margin_call::math::{RAY, Ray, Timestamp, WAD, Wad};
use margin_call::protocols::aave_v3::{AavePosition, Profile, Reserve, ReserveConfig, UserConfig};
use margin_call::risk::stress::{self, Axis};
use margin_call::risk::{Accrue, AssetId, Health, Position, Sums};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is passed on to the system's allocator as it came; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promises are those of the system's allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from the system's allocator.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(run: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    run();
    ALLOCATIONS.get() - before
}

fn position(profile: Profile) -> AavePosition {
    let at = Timestamp(1_800_000_000);
    let reserve = |id: u16| Reserve {
        id,
        asset: Address::ZERO,
        symbol: String::new(),
        config: ReserveConfig(U256::from(8_000) << 16 | U256::from(18) << 48 | U256::ONE << 56),
        liquidity_index: Ray::from_raw(RAY),
        liquidity_rate: Ray::from_raw(RAY / U256::from(100)),
        borrow_index: Ray::from_raw(RAY),
        borrow_rate: Ray::from_raw(RAY / U256::from(50)),
        last_update: at,
        treasury_scaled: U256::ZERO,
        total_supply_scaled: WAD,
        total_debt_scaled: WAD,
        supply_scaled: WAD,
        debt_scaled: WAD >> 1,
        told_debt: None,
        grace_until: Timestamp(0),
    };
    let prices = vec![U256::from(300_000_000_000_u64); 3];
    let user = UserConfig(U256::from(0b11_11_11));
    AavePosition::new(profile, user, None, (0..3).map(reserve).collect(), prices).unwrap()
}

#[test]
fn health_and_grids_allocate_nothing() {
    let at = Timestamp(1_800_010_000);
    let one = allocations(|| drop(std::hint::black_box(Vec::<u64>::with_capacity(9))));
    assert_eq!(one, 1, "allocations are counted");
    for profile in [Profile::V3_0, Profile::V3_7] {
        let position = position(profile);
        let health = allocations(|| {
            let health = position.health(at).unwrap();
            assert!(!health.is_liquidatable());
        });
        assert_eq!(health, 0);

        let accrued = position.accrued(at).unwrap();
        let shares =
            [30_u64, 60, 90, 120].map(|n| Wad::from_raw(U256::from(n) * WAD / U256::from(100)));
        let axis = |assets| Axis {
            assets,
            shares: &shares,
        };
        let (x, y) = ([AssetId(0), AssetId(1)], [AssetId(2)]);
        let (mut columns, mut cells) = ([Sums::default(); 4], [Health::NoDebt; 16]);
        let grid = allocations(|| {
            let prices = position.prices();
            stress::grid(
                &accrued,
                prices,
                axis(&x),
                axis(&y),
                &mut columns,
                &mut cells,
            )
            .unwrap();
            assert!(accrued.health(prices).is_ok());
        });
        assert_eq!(grid, 0);
        assert!(cells.iter().all(|&cell| cell != Health::NoDebt));
    }
}
