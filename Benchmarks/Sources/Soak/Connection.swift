import CanonicalJSON
import Foundation
import Glibc

/// One blocking connection to the server, so that a test can do with it what no HTTP client would.
final class Connection {
    struct Broken: Error {}

    struct Reply {
        let status: Int
        let body: JSONValue?
    }

    private let socket: Int32

    /// - Parameter timeout: seconds for each read and write.
    init(port: Int, timeout: Int = 20) throws(Broken) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Broken() }
    }

    deinit { close(socket) }

    /// The bytes of a request.
    static func request(_ method: String, _ path: String, _ body: JSONValue? = nil) -> [UInt8] {
        let body = body?.encoded ?? []
        let head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    func send(_ bytes: some Collection<UInt8>) throws(Broken) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Broken() }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads one response; the server always says how long it is.
    func receive() throws(Broken) -> Reply {
        var bytes: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        var headEnd: Int?
        var length = 0
        while headEnd == nil || bytes.count < headEnd! + length {
            try readMore(into: &bytes)
            guard headEnd == nil, let range = bytes.firstRange(of: end) else { continue }
            headEnd = range.upperBound
            length = Self.contentLength(bytes[..<range.lowerBound])
        }
        let head = String(decoding: bytes.prefix(16), as: UTF8.self).split(separator: " ")
        guard head.count > 1, let status = Int(head[1]) else { throw Broken() }
        return Reply(status: status, body: try? JSONValue(parsing: Array(bytes[headEnd!...])))
    }

    func exchange(_ method: String, _ path: String, _ body: JSONValue? = nil) throws(Broken) -> Reply {
        try send(Self.request(method, path, body))
        return try receive()
    }

    private func readMore(into bytes: inout [UInt8]) throws(Broken) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { throw Broken() }
        bytes += buffer[..<count]
    }

    private static func contentLength(_ head: ArraySlice<UInt8>) -> Int {
        let lines = String(decoding: head, as: UTF8.self).lowercased().split(separator: "\r\n")
        let field = lines.first { $0.hasPrefix("content-length:") }
        return field.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
    }
}
