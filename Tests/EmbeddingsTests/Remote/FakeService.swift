import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on the loopback interface that answers as a test wants and remembers what it was asked.
final class FakeService: Sendable {
    struct Request: Sendable {
        /// Method and path, like `POST /v1/embeddings`.
        let line: String
        let authorization: String?
        let body: String
    }

    enum Reply: Sendable {
        case answer(status: Int, headers: [(String, String)] = [], body: String)
        case bytes([UInt8])
        /// Sends the head and a part of the body, and nothing more.
        case stall
        /// Closes the connection.
        case hangUp
    }

    private let channel: any Channel
    private let received: Received

    private final class Received: Sendable {
        let requests = Mutex<[Request]>([])
    }

    var requests: [Request] { received.requests.withLock(\.self) }

    /// - Parameter reply: what to answer, by the number of the request, from 0.
    init(reply: @escaping @Sendable (Int, Request) -> Reply) async throws {
        let received = Received()
        self.received = received
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        Handler { request in
                            let number = received.requests.withLock { requests in
                                requests.append(request)
                                return requests.count - 1
                            }
                            return reply(number, request)
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress!.port!)" }

    func close() async throws { try await channel.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let reply: @Sendable (Request) -> Reply
        private var head: HTTPRequestHead?
        private var body = ""

        init(reply: @escaping @Sendable (Request) -> Reply) {
            self.reply = reply
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = ""
            case .body(let buffer):
                body += String(buffer: buffer)
            case .end:
                guard let head else { return }
                let request = Request(
                    line: "\(head.method) \(head.uri)",
                    authorization: head.headers.first(name: "Authorization"),
                    body: body)
                answer(reply(request), context: context)
            }
        }

        private func answer(_ reply: Reply, context: ChannelHandlerContext) {
            switch reply {
            case .hangUp:
                context.close(promise: nil)
            case .bytes(let body):
                let head = HTTPResponseHead(
                    version: .http1_1, status: .ok, headers: ["Content-Length": "\(body.count)"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .stall:
                let head = HTTPResponseHead(
                    version: .http1_1, status: .ok, headers: ["Content-Length": "100"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(
                    wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "{")))), promise: nil)
            case .answer(let status, let headers, let body):
                let head = HTTPResponseHead(
                    version: .http1_1, status: HTTPResponseStatus(statusCode: status),
                    headers: HTTPHeaders(headers + [("Content-Length", "\(body.utf8.count)")]))
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
