#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/live/live_objects.h"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/smart_ptr/intrusive_ref_counter.hpp"
#include "edge/http/http_handler.h"
#include "edge/limits/byte_budget.h"
#include "edge/limits/token_bucket.h"
#include "edge/transport/send_queue.h"
#include "edge/transport/transport.h"
#include "edge/websocket/frame_reader.h"
#include "edge/websocket/loop_iteration.h"

namespace lossy::edge {

struct ConnectionLimits {
  std::size_t max_message_bytes = 8 << 20;
  std::size_t max_outbox_bytes = 4 << 20;
  // Smaller messages are not compressed, even where the client agreed to it.
  std::size_t min_deflate_bytes = 256;
  // Seconds without a byte from the client. Stock clients are heard every 30.
  std::uint32_t idle_seconds = 90;
  // Seconds without a byte after which a client is pinged, again and again. 0: never.
  std::uint32_t ping_seconds = 45;
  // Seconds for a whole HTTP request, and for the client's end after a goodbye.
  std::uint32_t handshake_seconds = 10;
  // Bytes that are read from one connection, whatever they are.
  Rate byte_rate;
};

// Told what became of a connection.
class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;
  virtual HttpHandler& http() = 0;
  virtual const ConnectionLimits& limits() const = 0;
  // Seconds since the start.
  virtual std::uint32_t seconds() const = 0;
  virtual void OnSlow() = 0;
  virtual void OnIdle() = 0;
  virtual const std::shared_ptr<ByteBudget>& budget() = 0;
  // It was closed because it held the most of all.
  virtual void OnOverBudget() = 0;
  // It came too fast: nothing more is read from it until Connection::ReadAgain, which is to be
  // called every some ten milliseconds, returns true.
  virtual void OnThrottled(Connection& connection) = 0;
  virtual void OnClosed(Connection& connection) = 0;
};

// One client's TCP connection: HTTP first, WebSocket after an upgrade. Belongs to one thread. While
// idle it has one pending wait and no buffer.
class Connection final
    : public Transport,
      private Responder,
      private ByteAccount::Owner,
      private base::LiveObject<"Connection">,
      public boost::intrusive_ref_counter<Connection, boost::thread_unsafe_counter> {
 public:
  using Executor = boost::asio::io_context::executor_type;
  using Tcp = boost::asio::ip::tcp;
  // A concrete executor: the default one costs a type erasure for each operation.
  using Socket = boost::asio::basic_stream_socket<Tcp, Executor>;

  // Where the owner's list has it.
  std::size_t index = 0;

  // `turn` and `owner` must outlive it. `peer`: where the socket is connected to.
  Connection(Socket socket, const IpAddress& peer, LoopIteration& turn, ConnectionOwner& owner);
  ~Connection() override;

  // Begins to read.
  void Start();

  void SendText(MessageParts parts) override;
  void SendBinary(MessageParts parts) override;
  void SendFrame(const FramePtr& frame) override;
  void Close(CloseCode code, absl::string_view reason) override;
  // Also for Responder. There is none before something is held.
  ByteAccount& account() override;

  // Reads again if the client owes no bytes any more. False: call it again.
  bool ReadAgain();

  // Enforces deadlines; called about once a second.
  void Sweep(absl::Time now);

  // Asks the client to come back elsewhere, once it has the answers that it waits for. False: not
  // yet; nothing more is read from it, and Drain must be called again.
  bool Drain();
  // Ends it without a goodbye, at the end of the turn.
  void Kill();

  // For the LoopIteration.
  void FlushTurn();
  void Destroy();

 private:
  enum class State : std::uint8_t { kHttp, kOpen, kClosing };

  void Enter(State state);

  void AwaitReadable();
  void AwaitWritable();
  bool ReadsNoMore() const;
  void OnReadable();
  void Feed(char* data, std::size_t size);
  void FeedBuffered(absl::string_view more);
  // Makes room for so many more bytes of what is incomplete. It grows as the bytes come: a client
  // that only says that much will follow takes no memory.
  void Grow(std::size_t more);
  void Shrink();
  void Charge(std::size_t bytes);
  std::int64_t Owed(std::size_t bytes, std::int64_t now);
  void CountHeld();
  void LeaveAccount();
  std::size_t Parse(char* data, std::size_t size);
  bool ParseHttp(char* data, std::size_t size, std::size_t* consumed);
  std::size_t wanted() const;
  // Goes on with what came while a response was pending.
  void Resume();
  void ReadOn();
  void EndPending(bool delivered);

  // Responder
  void Respond(std::string response, bool close) override;
  bool Lost() override;
  // Whether a proxy has taken all that was sent. Proxies reset connections that they do not need
  // any more, so from them a reset does not mean a loss.
  bool TakenByProxy();
  // ByteAccount::Owner
  void OnOverBudget() override;

  // False: read no further.
  bool Handle(const Inbound& inbound);
  void Violate(const Inbound& inbound);
  void CloseTooBig();
  bool HandleMessage(Inbound inbound);
  bool Inflate(Inbound* inbound);
  bool Deflates(std::size_t size) const;
  void Send(const FramePtr& frame);
  void Goodbye(absl::string_view payload);
  void SendMessage(Opcode opcode, MessageParts parts);
  void SendControl(Opcode opcode, absl::string_view payload);
  void Queue(FramePtr frame);
  void Flush();
  void Uncork();
  void MarkDirty();
  void FinishIfSent();
  void CutSlow();
  void SayTooSlow();
  void PingIfSilent(std::uint32_t silent);

  Socket socket_;
  LoopIteration& turn_;
  ConnectionOwner& owner_;
  std::unique_ptr<MessageHandler> handler_;
  std::unique_ptr<PendingResponse> pending_;
  std::unique_ptr<std::string> unread_;  // There while a frame or request is incomplete.
  FrameReader reader_;
  SendQueue outbox_;
  std::size_t own_unsent_ = 0;  // This client's shares of its frames, since outbox_ was empty.
  TokenBucket bytes_;
  std::shared_ptr<ByteAccount> account_;  // There once something was held.
  HeldBytes held_;
  std::uint32_t last_heard_;  // The owner's seconds.
  std::uint32_t since_;       // Of the state, or of the last HTTP request.
  HttpState http_;
  State state_ = State::kHttp;
  bool deflate_ = false;    // The client agreed to compressed messages.
  bool awaiting_ = false;   // The pending response is not there yet.
  bool paused_ = false;     // There is no pending read.
  bool throttled_ = false;  // Nothing is read: the client is over a rate.
  bool draining_ = false;   // Answers what it was asked, but reads nothing more.
  bool unsent_ = false;     // Ended before all was sent, or by the client's reset.
  bool dirty_ = false;
  bool blocked_ = false;    // Waiting for the socket to take more.
  bool finishing_ = false;  // Nothing may be queued any more; shut down once all is sent.
  bool finished_ = false;
  bool dead_ = false;
  bool slow_ = false;   // Did not read what it was sent; nothing more is queued.
  bool reset_ = false;  // Close so that the kernel's send buffer is freed at once.
};

}  // namespace lossy::edge
