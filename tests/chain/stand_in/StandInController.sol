// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.0;

/// Stands in for the PayloadsController of Aave's governance, which is in no npm package: what is queued and
/// carried out by it is told and done as there, by whoever asks for it, after a delay and within a time of grace.
/// Without a vote, a bridge, and an executor of its own: it is itself the admin that acts. Its interface is held
/// against that of the address book by a test.
contract StandInController {
  enum PayloadState { None, Created, Queued, Executed, Cancelled, Expired }

  struct ExecutionAction {
    address target;
    bool withDelegateCall;
    uint8 accessLevel;
    uint256 value;
    string signature;
    bytes callData;
  }

  struct Payload {
    address creator;
    uint8 maximumAccessLevelRequired;
    PayloadState state;
    uint40 createdAt;
    uint40 queuedAt;
    uint40 executedAt;
    uint40 cancelledAt;
    uint40 expirationTime;
    uint40 delay;
    uint40 gracePeriod;
    ExecutionAction[] actions;
  }

  error NotQueued();
  error TooEarly();
  error Failed(bytes reason);

  Payload[] private payloads;

  /// Queues one call, at once: there is nobody to vote.
  function queue(address target, bytes calldata callData, uint40 delay, uint40 grace) external {
    Payload storage one = payloads.push();
    one.creator = msg.sender;
    one.maximumAccessLevelRequired = 1;
    one.state = PayloadState.Queued;
    (one.createdAt, one.queuedAt) = (uint40(block.timestamp), uint40(block.timestamp));
    (one.delay, one.gracePeriod) = (delay, grace);
    one.actions.push(ExecutionAction(target, false, 1, 0, "", callData));
  }

  function cancel(uint40 payloadId) external {
    payloads[payloadId].state = PayloadState.Cancelled;
  }

  function getPayloadsCount() external view returns (uint40) {
    return uint40(payloads.length);
  }

  function getPayloadState(uint40 payloadId) public view returns (PayloadState) {
    if (payloadId >= payloads.length) return PayloadState.None;
    Payload storage one = payloads[payloadId];
    bool isOver = block.timestamp >= uint256(one.queuedAt) + one.delay + one.gracePeriod;
    return one.state == PayloadState.Queued && isOver ? PayloadState.Expired : one.state;
  }

  function getPayloadById(uint40 payloadId) external view returns (Payload memory) {
    Payload memory one = payloads[payloadId];
    one.state = getPayloadState(payloadId);
    return one;
  }

  function executePayload(uint40 payloadId) external payable {
    if (getPayloadState(payloadId) != PayloadState.Queued) revert NotQueued();
    Payload storage one = payloads[payloadId];
    if (block.timestamp <= uint256(one.queuedAt) + one.delay) revert TooEarly();
    one.state = PayloadState.Executed;
    one.executedAt = uint40(block.timestamp);
    for (uint256 i = 0; i < one.actions.length; i++) {
      (bool done, bytes memory reason) = one.actions[i].target.call(one.actions[i].callData);
      if (!done) revert Failed(reason);
    }
  }
}
