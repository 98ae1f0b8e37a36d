import CanonicalJSON
import Foundation

/// Clients that do what none should: dawdle, hang up in mid-request, send too much, or anything but HTTP.
final class HostileClient {
    /// No request of this tenant is ever complete, so nothing of it may be stored.
    static let tenant = "ghost"

    private static let dawdlingConnections = 16
    private let ledger: Ledger
    private var random: SeededGenerator

    init(ledger: Ledger, seed: UInt64) {
        self.ledger = ledger
        random = SeededGenerator(seed: seed)
    }

    func run() {
        while !ledger.isOver {
            dawdle()
            for _ in 0..<10 { hangUp() }
            announceTooMuch()
            sendTooMuch()
            for _ in 0..<10 { sendNonsense() }
        }
    }

    /// Slow loris: many connections, each of which sends a byte of its request now and then.
    private func dawdle() {
        let connections = (0..<Self.dawdlingConnections).compactMap { _ in try? Connection(port: ledger.port) }
        for byte in Connection.request("POST", "/api/v1/lookup").prefix(8) where !ledger.isOver {
            for connection in connections { try? connection.send([byte]) }
            Thread.sleep(forTimeInterval: 1)
        }
        ledger.count("hostile: dawdled")
    }

    private func hangUp() {
        let body: JSONValue = ["tenant": .string(Self.tenant), "match": "Boo?", "answer": "Boo."]
        let request = Connection.request("POST", "/api/v1/entries", body)
        try? Connection(port: ledger.port).send(request.prefix(.random(in: 1..<request.count, using: &random)))
        ledger.count("hostile: hung up in mid-request")
    }

    private func announceTooMuch() {
        let head = "POST /api/v1/entries HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999\r\n\r\n"
        expectRefusal("announced too much", Array(head.utf8))
    }

    /// In chunks, so that it cannot be known before.
    private func sendTooMuch() {
        let head = "POST /api/v1/entries HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunk = Array("100000\r\n".utf8) + Array(repeating: 0x20, count: 1 << 20) + Array("\r\n".utf8)
        expectRefusal("sent too much", Array(head.utf8) + Array(repeatElement(chunk, count: 10).joined()))
    }

    /// 413 or a closed connection, and never anything else.
    private func expectRefusal(_ name: String, _ request: [UInt8]) {
        guard let connection = try? Connection(port: ledger.port) else { return }
        try? connection.send(request)
        if let reply = try? connection.receive(), reply.status != 413 {
            ledger.report(violation: "whoever \(name) got \(reply.status), not 413")
        }
        ledger.count("hostile: " + name)
    }

    private func sendNonsense() {
        let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
        guard let connection = try? Connection(port: ledger.port, timeout: 1) else { return }
        try? connection.send(bytes + Array("\r\n\r\n".utf8))
        if let reply = try? connection.receive(), reply.status < 400 {
            ledger.report(violation: "nonsense got \(reply.status)")
        }
        ledger.count("hostile: sent nonsense")
    }

    /// Whether nothing of all that was stored.
    func checkNothingStored() {
        let path = "/api/v1/entries?tenant=\(Self.tenant)"
        let reply = try? Connection(port: ledger.port).exchange("GET", path)
        guard reply?.status == 200, reply?.body?["entries"]?.arrayValue?.isEmpty == true else {
            return ledger.report(violation: "an incomplete request was stored, or the entries cannot be listed")
        }
    }
}
