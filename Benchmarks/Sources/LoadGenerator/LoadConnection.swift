import NIOCore

/// One keep-alive connection with at most one request in flight.
///
/// In a closed loop the next request follows the response at once. In an open loop requests are due at fixed
/// moments, and a latency counts from the moment the request was due, not from when a late connection could
/// send it: otherwise a stalled server would be measured by few requests (coordinated omission).
final class LoadConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let recorder: LoadRecorder
    private let interval: Duration?
    private let offset: Duration
    private let deadline: ContinuousClock.Instant
    private var inFlight: (exchange: Exchange, isInsert: Bool, due: ContinuousClock.Instant)?
    private var nextDue = ContinuousClock.now
    private var received = ByteBuffer()

    /// - Parameters:
    ///   - interval: between two requests of an open loop; nil for a closed loop.
    ///   - offset: when the first is due; differs between connections, so that they do not all send at once.
    ///   - deadline: no request is begun later.
    init(
        _ recorder: LoadRecorder, interval: Duration?, offset: Duration, deadline: ContinuousClock.Instant
    ) {
        self.recorder = recorder
        self.interval = interval
        self.offset = offset
        self.deadline = deadline
    }

    func channelActive(context: ChannelHandlerContext) {
        nextDue = .now + offset
        sendNext(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        if received.readableBytes == 0 { received = part } else { received.writeBuffer(&part) }
        do {
            guard let head = try received.withUnsafeReadableBytes({ try ResponseHead($0) }) else { return }
            let length = head.byteCount + head.contentLength
            guard received.readableBytes >= length else { return }
            let insert = finish(head)
            received.moveReaderIndex(forwardBy: length)
            if let insert { send(insert, isInsert: true, due: .now, context) } else { sendNext(context) }
        } catch {
            context.fireErrorCaught(error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        recorder.recordFailure("The connection failed: \(error)")
        inFlight = nil
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if inFlight != nil { recorder.recordFailure("The server closed the connection") }
    }

    /// Records the response. Returns the insert that must follow it, if any.
    private func finish(_ head: ResponseHead) -> Exchange? {
        guard let (exchange, isInsert, due) = inFlight else {
            recorder.recordFailure("A response came without a request")
            return nil
        }
        inFlight = nil
        let verdict = received.withUnsafeReadableBytes { bytes in
            let body = bytes[head.byteCount..<head.byteCount + head.contentLength]
            return exchange.verdict(status: head.status, body: UnsafeRawBufferPointer(rebasing: body))
        }
        let length = head.byteCount + head.contentLength
        recorder.record(
            verdict, isInsert: isInsert, latency: .now - due,
            response: String(buffer: received.getSlice(at: received.readerIndex, length: length)!))
        return verdict == .miss || verdict == .expectedMiss ? exchange.insertAfterMiss : nil
    }

    private func sendNext(_ context: ChannelHandlerContext) {
        guard let interval else { return send(due: .now, context) }
        let due = nextDue
        nextDue += interval
        let wait = due - .now
        guard wait > .zero else { return send(due: due, context) }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: TimeAmount(wait)) {
            bound.value.0.send(due: due, bound.value.1)
        }
    }

    private func send(due: ContinuousClock.Instant, _ context: ChannelHandlerContext) {
        guard due < deadline, let exchange = recorder.next() else { return context.close(promise: nil) }
        send(exchange, isInsert: false, due: due, context)
    }

    private func send(
        _ exchange: Exchange, isInsert: Bool, due: ContinuousClock.Instant, _ context: ChannelHandlerContext
    ) {
        inFlight = (exchange, isInsert, due)
        context.writeAndFlush(wrapOutboundOut(exchange.request), promise: nil)
    }
}
