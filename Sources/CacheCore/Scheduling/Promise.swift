import Synchronization

/// A value that comes once, whoever brings it first, for one who waits.
package final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, Never>)
        case fulfilled(Value)
    }

    private let state = Mutex(State.open)

    package init() {}

    package var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let early: Value? = state.withLock { state in
                    if case .fulfilled(let value) = state { return value }
                    state = .awaited(continuation)
                    return nil
                }
                if let early { continuation.resume(returning: early) }
            }
        }
    }

    /// Does nothing when there is a value already.
    package func fulfil(_ value: Value) {
        let continuation: CheckedContinuation<Value, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .fulfilled(value)
                return nil
            case .awaited(let continuation):
                state = .fulfilled(value)
                return continuation
            case .fulfilled: return nil
            }
        }
        continuation?.resume(returning: value)
    }
}

/// What comes of `work`, or nil when it takes longer than `budget`; then it is cancelled, and nobody waits for its end.
///
/// - Parameter budget: nil for as long as it takes.
func result<Value: Sendable>(
    within budget: Duration?, of work: @escaping @Sendable () async -> Value
) async -> Value? {
    guard let budget else { return await work() }
    let promise = Promise<Value?>()
    let task = Task { promise.fulfil(await work()) }
    let timer = Task {
        try await Task.sleep(for: budget)
        promise.fulfil(nil)
        task.cancel()
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
        await promise.value
    } onCancel: {
        task.cancel()
    }
}
