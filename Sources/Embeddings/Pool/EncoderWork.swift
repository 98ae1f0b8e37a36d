import CacheCore
import Synchronization

/// What the threads that encode do.
enum EncoderWork: SteppedWork {
    case embedding(EmbeddingWork)
    case verification(VerificationWork)

    mutating func step() -> Bool {
        switch self {
        case .embedding(var work):
            defer { self = .embedding(work) }
            return work.step()
        case .verification(var work):
            defer { self = .verification(work) }
            return work.step()
        }
    }
}

/// Tells work on another thread that nobody waits for its result any more.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func cancel() { flag.store(true, ordering: .relaxed) }
}

extension WorkerPool where Work == EncoderWork {
    /// Hands in work and waits for its result: what comes first of it, a refusal, cancellation and the end of the time.
    ///
    /// - Parameters:
    ///   - deadline: when to wait no longer, and what to give then.
    ///   - makeWork: gets what tells the work that nobody waits any more, and what takes its result.
    func result<Value: Sendable, Failure: Error>(
        tenant: Tenant, length: FairQueue<Item>.Length, byteCount: Int, ifBusy: Failure, ifCancelled: Failure,
        deadline: (instant: ContinuousClock.Instant, failure: Failure)? = nil,
        makeWork: (Cancellation, @escaping @Sendable (Result<Value, Failure>) -> Void) -> EncoderWork
    ) async -> Result<Value, Failure> {
        guard !Task.isCancelled else { return .failure(ifCancelled) }
        let cancellation = Cancellation()
        let promise = Promise<Result<Value, Failure>>()
        let work = makeWork(cancellation) { promise.fulfil($0) }
        guard submit(work, tenant: tenant, length: length, byteCount: byteCount) else { return .failure(ifBusy) }
        let timer = deadline.map { deadline in
            Task {
                try await Task.sleep(until: deadline.instant)
                cancellation.cancel()
                promise.fulfil(.failure(deadline.failure))
            }
        }
        defer { timer?.cancel() }
        let result = await withTaskCancellationHandler {
            await promise.value
        } onCancel: {
            cancellation.cancel()
            promise.fulfil(.failure(ifCancelled))
        }
        // The timer itself may be late where the machine has too much to do.
        if let deadline, .now > deadline.instant { return .failure(deadline.failure) }
        return result
    }
}
