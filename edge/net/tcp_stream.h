#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/live/live_objects.h"
#include "boost/smart_ptr/intrusive_ref_counter.hpp"
#include "edge/limits/byte_budget.h"
#include "edge/net/descriptor.h"
#include "edge/net/reactor.h"
#include "edge/net/stream_owner.h"
#include "edge/net/stream_reader.h"
#include "edge/net/stream_session.h"
#include "edge/net/stream_writer.h"
#include "edge/tls/tls_stream.h"
#include "edge/transport/wire.h"

namespace lossy::edge {

// The TCP connection of one client. It reads, writes and ends; its session speaks the protocol
// (HTTP or WebSocket). The owner's reactor watches the socket, so an idle stream has no pending
// operation and no buffer.
//
// After Secure, TLS protects the bytes: its session sends and receives the same bytes as without,
// and the socket has their records.
//
// Belongs to one thread. Its owner and the loop iteration share ownership by reference counts. A
// stream is never destroyed within a call: Kill and Abort take effect at the end of the loop
// iteration.
class TcpStream final
    : private ByteAccount::Owner,
      private ReadyListener,
      private base::LiveObject<"TcpStream">,
      public boost::intrusive_ref_counter<TcpStream, boost::thread_unsafe_counter> {
 public:
  enum class State : std::uint8_t {
    kOpen,
    kSlow,       // The client does not read. The session closes at the end of the iteration.
    kFinishing,  // The writing side shuts down once the queued bytes are sent.
    kFinished,   // The writing side is shut down.
    kEnded,      // The stream will be destroyed. The kernel has taken all bytes.
    kLost,       // The stream will be destroyed. Bytes did not reach the client.
  };

  // The stream's position in its owner's StreamWheel, which alone uses it.
  std::uint32_t index = 0;
  std::uint8_t slot = 0;

  // `socket` must be connected and non-blocking. `owner` must outlive the stream.
  TcpStream(Descriptor socket, StreamOwner& owner);
  ~TcpStream() override;

  // Passes all further bytes to `session`. The first call starts reading. A later call is an
  // upgrade: it destroys the previous session and returns the bytes that were held for it.
  void Serve(std::unique_ptr<StreamSession> session);

  // Protects all further bytes in both directions by TLS. The handshake has ended, and the kernel
  // must have taken all of its bytes except those passed to TlsStream::AddUnsent. Bytes passed to
  // TlsStream::Keep are read next. Must be called at most once, within StreamSession::OnData.
  void Secure(std::unique_ptr<TlsStream> tls);

  StreamOwner& owner() { return owner_; }
  StreamWriter& writer() { return writer_; }
  const StreamReader& reader() const { return reader_; }
  int socket() const { return socket_.get(); }
  Wire wire() { return {socket(), tls_.get()}; }
  // Returns the stream's TLS, or nullptr if it has none.
  TlsStream* tls() { return tls_.get(); }
  // Returns nullptr once the stream has ended.
  StreamSession* session() { return ended() ? nullptr : session_.get(); }
  State state() const { return state_; }
  // Returns true if the stream will be destroyed at the end of the iteration.
  bool ended() const { return state_ >= State::kEnded; }
  // Returns the bytes of memory that count for the client.
  std::size_t held() const { return held_.bytes(); }

  // Closes gracefully. The stream accepts no more bytes to send, and sends those that are queued.
  // It then shuts down the writing side, and waits until the client closes.
  void Finish();
  // Ends the stream. It sends no further byte.
  void Kill();
  // As Kill, when bytes are known to be lost. A TCP reset drops the bytes that the kernel has not
  // sent.
  void Abort();

  // Continues to read after a pause, first from the kept bytes.
  void ReadOn();
  // Ends throttling if the rates allow more bytes. Returns false if they do not; the owner must
  // then call again later.
  bool ReadAgain();

  // Returns the account of all bytes held for the client. The first call makes it.
  ByteAccount& account();
  // Frees the memory that an idle stream does not need. To be called now and then.
  void Trim();
  // Updates the account after a change in the session, the reader or the writer.
  void CountHeld();

  // Returns true if the client has ended the connection before its kernel acknowledged every byte
  // (tcp_delivery.h).
  bool HasLostBytes();

  // Called by StreamWriter when the client does not read.
  void OnSlow();
  // Called by StreamWriter when the kernel takes no more bytes. The stream calls
  // StreamWriter::OnWritable once, when it does.
  void AwaitWritable();

  // Called by LoopIteration at the end of an iteration.
  void OnIterationEnd();
  void Destroy();

 private:
  // Watches the socket for reading (Reactor::kRead) or writing, or ends that.
  void Watch(std::uint8_t event, bool wanted);
  void OnReady(std::uint32_t events) override;
  void OnReadable();
  void Feed(char* data, std::size_t size);
  // Feeds the content of records. Returns the number of bytes that count against the byte rate.
  std::size_t FeedRecords(char* data, std::size_t size);
  void FeedKeptRecords();
  void OnPeerEnd(bool reset);
  void End(State state);
  void OnOverBudget() override;

  StreamOwner& owner_;
  std::unique_ptr<StreamSession> session_;  // nullptr once destroyed.
  std::unique_ptr<TlsStream> tls_;          // nullptr without TLS, and during its handshake.
  StreamWriter writer_{*this};
  // The next two members take the room at its end.
  [[no_unique_address]] StreamReader reader_;
  State state_ = State::kOpen;
  Descriptor socket_;
  HeldBytes held_;
};

}  // namespace lossy::edge
