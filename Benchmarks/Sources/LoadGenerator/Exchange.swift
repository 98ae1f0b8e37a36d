import Foundation
import NIOCore

/// One HTTP request, as the bytes that go over the wire, and what its response must be.
///
/// The bytes are made once, so that sending a request costs the generator next to nothing: on a machine where
/// it shares cores with the server, whatever it spends is missing in the figures.
public struct Exchange: Sendable {
    let request: ByteBuffer
    let expectedStatuses: Set<Int>
    /// Byte strings that must all stand in the body.
    let expectedFragments: [[UInt8]]
    let alternatives: Alternatives?

    /// What else a cache may answer than what was expected.
    public struct Alternatives: Sendable {
        let missMark: [UInt8]
        let answerMark: [UInt8]
        let insert: [Exchange]

        /// - Parameters:
        ///   - missMark: stands in the body of every reply without an answer.
        ///   - answerMark: stands in the body of every reply with one.
        ///   - insert: is sent after a miss, over the same connection.
        public init(missMark: String, answerMark: String, afterMiss insert: Exchange? = nil) {
            self.missMark = Array(missMark.utf8)
            self.answerMark = Array(answerMark.utf8)
            self.insert = insert.map { [$0] } ?? []
        }
    }

    /// What a response comes to.
    enum Verdict {
        case expected
        /// No answer, and none was expected.
        case expectedMiss
        /// No answer where one was expected.
        case miss
        /// An answer, but not the expected one, or one where none was expected.
        case otherAnswer
        case failure
    }

    /// A `POST` of a JSON body.
    public init(
        path: String, body: some Collection<UInt8>, expectedStatuses: Set<Int> = [200],
        expecting fragments: [String] = [], or alternatives: Alternatives? = nil
    ) {
        var request = ByteBuffer()
        request.writeString(
            """
            POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
            Content-Length: \(body.count)\r\n\r\n
            """)
        request.writeBytes(body)
        self.request = request
        self.expectedStatuses = expectedStatuses
        expectedFragments = fragments.map { Array($0.utf8) }
        self.alternatives = alternatives
    }

    /// Without alternatives every response that is not the expected one is a failure.
    func verdict(status: Int, body: UnsafeRawBufferPointer) -> Verdict {
        guard expectedStatuses.contains(status) else { return .failure }
        if expectedFragments.allSatisfy({ body.contains($0) }) { return expectsMiss ? .expectedMiss : .expected }
        guard let alternatives else { return .failure }
        if body.contains(alternatives.missMark) { return .miss }
        return body.contains(alternatives.answerMark) ? .otherAnswer : .failure
    }

    private var expectsMiss: Bool {
        alternatives.map { expectedFragments.contains($0.missMark) } ?? false
    }

    /// What is sent after a miss.
    var insertAfterMiss: Exchange? { alternatives?.insert.first }
}

extension UnsafeRawBufferPointer {
    /// Whether `fragment` stands somewhere in the bytes; quick where its first byte is rare.
    fileprivate func contains(_ fragment: [UInt8]) -> Bool {
        guard let first = fragment.first else { return true }
        var start = 0
        while start + fragment.count <= count, let base = baseAddress,
            let found = memchr(base + start, Int32(first), count - fragment.count - start + 1)
        {
            if memcmp(found, fragment, fragment.count) == 0 { return true }
            start = base.distance(to: UnsafeRawPointer(found)) + 1
        }
        return false
    }
}
