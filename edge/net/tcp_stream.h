#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/live/live_objects.h"
#include "boost/asio/io_context.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/smart_ptr/intrusive_ref_counter.hpp"
#include "edge/limits/byte_budget.h"
#include "edge/net/stream_owner.h"
#include "edge/net/stream_reader.h"
#include "edge/net/stream_session.h"
#include "edge/net/stream_writer.h"

namespace lossy::edge {

// One client's TCP connection: waits for the socket, reads, writes, and ends. Its session speaks
// the protocol. Belongs to one thread. References are counted; the owner, pending waits and the
// loop iteration hold them. While idle it has one pending wait and no buffer.
//
// A stream never ends inside a call: Kill and Abort take effect at the end of the loop iteration.
class TcpStream final
    : private ByteAccount::Owner,
      private base::LiveObject<"TcpStream">,
      public boost::intrusive_ref_counter<TcpStream, boost::thread_unsafe_counter> {
 public:
  enum class State : std::uint8_t {
    kOpen,
    kSlow,       // The client does not read. The session closes at the end of the iteration.
    kFinishing,  // Nothing is queued any more; the writing side shuts down once all is sent.
    kFinished,   // The writing side is shut down.
    kEnded,      // To be destroyed; the kernel had all bytes.
    kLost,       // To be destroyed; bytes did not reach the client.
  };

  // A concrete executor: the default one costs a type erasure for each operation.
  using Executor = boost::asio::io_context::executor_type;
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

  // The position in the owner's list, for the owner.
  std::uint32_t index = 0;

  // `owner` must outlive the stream.
  TcpStream(Socket socket, StreamOwner& owner);

  // Hands all further bytes to `session`. The first call begins to read. A later one, an upgrade,
  // destroys the session before and gives back the bytes that were held for it.
  void Serve(std::unique_ptr<StreamSession> session);

  StreamOwner& owner() { return owner_; }
  StreamWriter& writer() { return writer_; }
  const StreamReader& reader() const { return reader_; }
  Socket& socket() { return socket_; }
  // nullptr once the stream has ended.
  StreamSession* session() { return ended() ? nullptr : session_.get(); }
  State state() const { return state_; }
  // True once the stream is to be destroyed at the end of the iteration.
  bool ended() const { return state_ >= State::kEnded; }
  // Bytes that count for the client.
  std::size_t held() const { return held_.bytes(); }

  // Sends nothing more; shuts the writing side down once all is sent, and then waits for the
  // client's end.
  void Finish();
  // Ends the stream without any further byte.
  void Kill();
  // The same when bytes are known not to have reached the client. The connection is reset, which
  // drops the bytes that the kernel has still to send.
  void Abort();

  // Goes on reading after a pause, first with the bytes that are kept.
  void ReadOn();
  // Reads again if the client owes no more bytes. False: it does; the owner must call again.
  bool ReadAgain();

  // Counts all bytes held for the client. It exists from the first call on.
  ByteAccount& account();
  // Brings the account up to date after a change in the session, the reader or the writer.
  void CountHeld();

  // For StreamWriter: the client does not read.
  void OnSlow();

  // For LoopIteration.
  void OnIterationEnd();
  void Destroy();

 private:
  void AwaitReadable();
  void OnReadable();
  void Feed(char* data, std::size_t size);
  void End(State state);
  void OnOverBudget() override;

  Socket socket_;
  StreamOwner& owner_;
  std::unique_ptr<StreamSession> session_;  // nullptr once destroyed.
  StreamWriter writer_{*this};
  StreamReader reader_;
  HeldBytes held_;
  State state_ = State::kOpen;
};

}  // namespace lossy::edge
