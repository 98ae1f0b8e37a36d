import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Fetches a file over HTTP and writes it as it comes, so that weights of gigabytes need no memory.
struct FileDownload {
    /// Unlike `HTTPClient.shared`, it reports a refused connection at once. It lives as long as the process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout = .init(connect: .seconds(20), read: .seconds(60))
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// A server that sends more is not believed, nor may it fill the disk.
    var maximumBytes = 16 << 30
    /// Sent to the server of the URL, and to no other that it redirects to: the client takes the header away then.
    var token: AccessToken?

    /// Waits until the file is there; call it from a thread that may.
    ///
    /// - Returns: whether the server has the file; only a status of 404 says no.
    /// - Throws: `ModelLibraryError.fetchFailed`, `.notWritable`. A part of the file may lie at `path` then.
    func fetch(_ url: String, to path: String) throws(ModelLibraryError) -> Bool {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw .notWritable(path: path, reason: MappedFile.systemError()) }
        defer { try? file.close() }
        let status: Int
        do {
            var request = try HTTPClient.Request(url: url)
            if let token { request.headers.add(name: "Authorization", value: token.authorization) }
            let writer = BodyWriter(file: file, path: path, maximumBytes: maximumBytes)
            status = try Self.client.execute(request: request, delegate: writer).wait()
        } catch let error as ModelLibraryError {
            throw error
        } catch {
            throw .fetchFailed(url: Self.shown(url), reason: "\(error)")
        }
        switch status {
        case 200: return true
        case 404:
            try? FileManager.default.removeItem(atPath: path)
            return false
        case 401, 403:
            throw .fetchFailed(
                url: Self.shown(url),
                reason: "status \(status): it is not there, or not public\(token == nil ? "" : ", also for your token")"
            )
        default: throw .fetchFailed(url: Self.shown(url), reason: "status \(status)")
        }
    }

    /// A URL without passwords and signatures, for messages and records.
    static func shown(_ url: String) -> String {
        guard var parts = URLComponents(string: url) else { return "the URL" }
        (parts.user, parts.password, parts.query, parts.fragment) = (nil, nil, nil, nil)
        return parts.string ?? "the URL"
    }
}

/// Writes the body of a reply with status 200 to a file, and passes over any other.
///
/// The client calls it on one event loop, one call after the other. Its writes block that loop, on which there is
/// nothing else to do than this download.
private final class BodyWriter: HTTPClientResponseDelegate {
    private struct TooLarge: Error, CustomStringConvertible {
        let description: String
    }

    private let file: FileHandle
    private let path: String
    private let maximumBytes: Int
    private let state = Mutex((status: 0, byteCount: 0))

    init(file: FileHandle, path: String, maximumBytes: Int) {
        self.file = file
        self.path = path
        self.maximumBytes = maximumBytes
    }

    func didReceiveHead(task: HTTPClient.Task<Int>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { $0.status = Int(head.status.code) }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Int>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let (status, byteCount) = state.withLock { state in
            state.byteCount += buffer.readableBytes
            return (state.status, state.byteCount)
        }
        return task.eventLoop.makeCompletedFuture {
            guard byteCount <= maximumBytes else {
                throw TooLarge(description: "it has more than \(maximumBytes) bytes")
            }
            guard status == 200 else { return }
            do {
                try file.write(contentsOf: Data(buffer.readableBytesView))
            } catch {
                throw ModelLibraryError.notWritable(path: path, reason: error.localizedDescription)
            }
        }
    }

    func didFinishRequest(task: HTTPClient.Task<Int>) throws -> Int {
        state.withLock { $0.status }
    }
}
