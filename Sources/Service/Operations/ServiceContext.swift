import Hummingbird
import Logging
import NIOCore

/// What accompanies a request through the service.
public struct ServiceContext: RequestContext {
    public var coreContext: CoreRequestContextStorage

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}
