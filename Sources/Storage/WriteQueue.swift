import CacheCore
import GRDB
import Synchronization

/// Group commit: writes that wait while a transaction is being made durable go together into the next one.
///
/// A durable commit costs a disk flush, whatever it holds, so sharing it makes durability nearly free under
/// load. Writes are executed one after another on the database's writer thread. Each has a savepoint of its
/// own, so that one that fails does not take the others with it. After the commit the observer hears of all
/// changes in their order, and only then do the callers: that order is what the caches in memory rely on.
final class WriteQueue: Sendable {
    /// Executes one write and says what it changed.
    typealias Work = @Sendable (Database) throws -> [CommittedChange]

    private struct Waiting: Sendable {
        let work: Work
        let finish: @Sendable (Result<Void, StoreError>) -> Void
    }

    private struct State {
        var waiting: [Waiting] = []
        var isDraining = false
        var isClosed = false
        var observer: (any CommitObserver)?
    }

    /// Writes beyond this are refused with `StoreError.busy`.
    private static let maximumWaiting = 8_192
    /// Writes in one transaction, so that the first of them need not wait for a long queue.
    private static let maximumBatch = 512

    private let pool: DatabasePool
    private let state = Mutex(State())

    init(pool: DatabasePool) {
        self.pool = pool
    }

    var depth: Int { state.withLock { $0.waiting.count } }

    func attach(_ observer: any CommitObserver) {
        state.withLock { $0.observer = observer }
    }

    /// Executes `work` on the writer thread and returns when its transaction is durable.
    func perform<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> (Value, [CommittedChange])
    ) async throws(StoreError) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, StoreError>, Never>) in
            let value = ResultBox<Value>()
            enqueue(
                Waiting(
                    work: { db in
                        let (result, changes) = try work(db)
                        value.store(result)
                        return changes
                    },
                    finish: { outcome in
                        continuation.resume(returning: outcome.map { value.load() })
                    }))
        }
        return try result.get()
    }

    /// Refuses further writes and waits for those that are under way.
    func close() async {
        state.withLock { $0.isClosed = true }
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { _ in continuation.resume() }
        }
    }

    private func enqueue(_ waiting: Waiting) {
        enum Admission { case queued, startDraining, refused(StoreError) }
        let admission = state.withLock { state -> Admission in
            if state.isClosed { return .refused(.closed) }
            guard state.waiting.count < Self.maximumWaiting else { return .refused(.busy) }
            state.waiting.append(waiting)
            if state.isDraining { return .queued }
            state.isDraining = true
            return .startDraining
        }
        switch admission {
        case .queued: break
        case .startDraining: pool.asyncWriteWithoutTransaction { [self] db in drain(db) }
        case .refused(let error): waiting.finish(.failure(error))
        }
    }

    private func drain(_ db: Database) {
        while var batch = nextBatch() {
            commit(&batch, to: db)
        }
    }

    /// Nil, and draining is over, when nothing waits.
    private func nextBatch() -> [Waiting]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isDraining = false
                return nil
            }
            let batch = Array(state.waiting.prefix(Self.maximumBatch))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func commit(_ batch: inout [Waiting], to db: Database) {
        var outcomes: [Result<Void, StoreError>] = []
        var changes: [CommittedChange] = []
        do {
            try db.inTransaction(.immediate) {
                for waiting in batch {
                    do {
                        try db.inSavepoint {
                            changes += try waiting.work(db)
                            return .commit
                        }
                        outcomes.append(.success(()))
                    } catch {
                        // Some failures, a full disk above all, end the whole transaction.
                        guard db.isInsideTransaction else { throw error }
                        outcomes.append(.failure(StoreError(error)))
                    }
                }
                return .commit
            }
        } catch {
            changes = []
            outcomes = batch.map { _ in .failure(StoreError(error)) }
        }
        if !changes.isEmpty {
            state.withLock { $0.observer }?.committed(changes)
        }
        // What was written is let go before its callers hear of it, so that they, and not the writer, free it.
        let callers = batch.map(\.finish)
        batch = []
        changes = []
        for (finish, outcome) in zip(callers, outcomes) { finish(outcome) }
    }
}

/// Carries a write's result from the writer thread to its caller.
private final class ResultBox<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func store(_ newValue: Value) {
        value.withLock { $0 = newValue }
    }

    /// Called after a successful write, which has stored its result.
    func load() -> Value {
        value.withLock { $0! }
    }
}

extension StoreError {
    /// What a caller should know of an engine's error.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL: self = .full
            case .SQLITE_READONLY: self = .readOnly
            case .SQLITE_MISUSE: self = .closed
            default: self = .failed(error.message ?? "SQLite code \(error.resultCode.rawValue)")
            }
        default: self = .failed("\(error)")
        }
    }
}
