import CacheCore
import Hummingbird
import Logging

/// What accompanies a request through the service.
public struct ServiceContext: RequestContext {
    public var coreContext: CoreRequestContextStorage

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}

extension Logger {
    /// A lookup that failed is answered as a miss; the log says what failed.
    func reportFailure(of lookup: Lookup) {
        // A prompt that is not served by meaning is no failure, though its miss says why.
        guard case .miss(let miss) = lookup, miss.reason != .volatile, let detail = miss.detail else { return }
        warning(
            "A lookup failed and was answered as a miss",
            metadata: ["reason": "\(miss.reason.rawValue)", "detail": "\(detail)"])
    }

    /// The caller is told that a request failed; the log says why.
    func reportFailure(behind problem: Problem) {
        guard let cause = problem.cause else { return }
        error("A request failed", metadata: ["status": "\(problem.status.code)", "reason": "\(cause)"])
    }
}
