import Foundation
import NIOCore

/// One HTTP request, as the bytes that go over the wire, and what its response must be.
///
/// The bytes are made once, so that sending a request costs the generator next to nothing: on a machine where
/// it shares cores with the server, whatever it spends is missing in the figures.
public struct Exchange: Sendable {
    let request: ByteBuffer
    let expectedStatus: Int
    /// Byte strings that must all stand in the body.
    let expectedFragments: [[UInt8]]

    /// A `POST` of a JSON body.
    public init(
        path: String, body: some Collection<UInt8>, expectedStatus: Int = 200,
        expecting fragments: [String] = []
    ) {
        var request = ByteBuffer()
        request.writeString(
            """
            POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
            Content-Length: \(body.count)\r\n\r\n
            """)
        request.writeBytes(body)
        self.request = request
        self.expectedStatus = expectedStatus
        expectedFragments = fragments.map { Array($0.utf8) }
    }

    /// Whether a response is the right one.
    func accepts(status: Int, body: UnsafeRawBufferPointer) -> Bool {
        guard status == expectedStatus else { return false }
        return expectedFragments.allSatisfy { body.contains($0) }
    }
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
