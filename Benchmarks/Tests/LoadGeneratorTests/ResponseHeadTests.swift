import Testing

@testable import LoadGenerator

struct ResponseHeadTests {
    @Test func aHeadGivesStatusLengthAndItsOwnSize() throws {
        let head = try #require(try read("HTTP/1.1 201 Created\r\nA: b\r\nContent-Length: 17\r\n\r\n{}"))
        #expect(head.status == 201)
        #expect(head.contentLength == 17)
        #expect(head.byteCount == 50)
    }

    @Test(arguments: ["content-length:5", "CONTENT-LENGTH:  5 ", "Content-Length: 5"])
    func caseAndSpacesDoNotMatter(field: String) throws {
        #expect(try read("HTTP/1.1 200 OK\r\n\(field)\r\n\r\n")?.contentLength == 5)
    }

    @Test func everyBeginningOfAHeadIsIncomplete() throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        for length in 0..<text.utf8.count {
            #expect(try read(String(decoding: text.utf8.prefix(length), as: UTF8.self)) == nil)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 2x0 OK\r\nContent-Length: 5\r\n\r\n",
        "HTTP\r\n\r\n", "\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    ])
    func whatCannotBeCountedIsMalformed(text: String) {
        #expect(throws: ResponseHead.Failure.self) { try read(text) }
    }

    private func read(_ text: String) throws -> ResponseHead? {
        try Array(text.utf8).withUnsafeBytes { try ResponseHead($0) }
    }
}
