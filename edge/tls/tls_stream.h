#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "base/live/live_objects.h"
#include "edge/tls/key_schedule.h"
#include "edge/tls/record_buffer.h"
#include "edge/tls/record_cipher.h"

namespace lossy::edge {

// The alerts that the edge sends (RFC 8446, section 6).
enum class TlsAlert : std::uint8_t {
  kCloseNotify = 0,
  kUnexpectedMessage = 10,
  kBadRecord = 20,
  kRecordOverflow = 22,
  kDecodeError = 50,
};

// The TLS of one connection after its handshake: it makes records of the bytes to send, and bytes
// of the received records. A TcpStream owns it beside its socket. OpenSSL made the keys and has
// the algorithms; this class has no state of OpenSSL but two cipher contexts, so that an idle
// connection takes little memory.
//
// - Bytes that wait for the socket are kept as sealed records, at most about
//   RecordBuffer::kPlainBytes.
// - It answers key updates, and updates the keys of the edge's records before they wear out.
// - The kernel seals the records instead, if UseKernel succeeds.
// - It accepts no renegotiation and no other message of a handshake.
//
// Belongs to the connection's thread.
class TlsStream : private base::LiveObject<"TlsStream"> {
 public:
  enum class Sent : std::uint8_t {
    kAll,      // The kernel has taken all records.
    kBlocked,  // The kernel takes no more bytes now.
    kBroken,   // The connection has failed.
  };

  enum class End : std::uint8_t {
    kOpen,
    kClosed,  // The client has sent "close notify".
    kBroken,  // The client has violated the protocol or has failed; `Input::alert` is the answer.
  };

  // The result of Open: the content of the records, joined, within the buffer that was opened.
  struct Input {
    char* data = nullptr;
    std::size_t size = 0;
    End end = End::kOpen;
    TlsAlert alert = TlsAlert::kCloseNotify;
  };

  // `keys` are those after the handshake. `buffer` belongs to the thread and must outlive the
  // object.
  TlsStream(const ConnectionKeys& keys, RecordBuffer& buffer);

  // Lets the kernel seal all further records, if it can. `keys` are the server's keys of the
  // constructor. Must be called before the first Send. Returns true if the kernel does.
  bool UseKernel(int socket, const TrafficKeys& keys);

  // Returns the bytes of memory taken by incomplete input and unsent records.
  std::size_t held() const { return HeldBy(kept_) + HeldBy(unsent_); }

  // Decrypts the whole records at the start of `data` in place, and keeps the rest. The caller must
  // put the kept bytes in front of the next input: it reads to `data` + kept(), and then calls
  // Restore(data).
  Input Open(char* data, std::size_t size);
  // Returns the number of bytes that are kept: an incomplete record, or bytes passed to Keep.
  std::size_t kept() const { return kept_.size(); }
  // Keeps bytes that followed the handshake. No bytes must be kept already.
  void Keep(absl::string_view bytes) { kept_.assign(bytes.data(), bytes.size()); }
  // Moves the kept bytes to `data`.
  void Restore(char* data);
  // Returns true if the client has sent "close notify", or if OnPeerEnd was called.
  bool peer_ended() const { return peer_ended_; }
  // Must be called when the connection has ended without "close notify".
  void OnPeerEnd() { peer_ended_ = true; }

  // Seals bytes and sends them, as much as the socket takes without blocking. Returns the number of
  // bytes taken, of which the last may still be unsent, or -1 with errno, as send() does: EAGAIN if
  // earlier records are unsent.
  std::ptrdiff_t Send(int socket, absl::string_view plain);
  // Returns true if records wait for the socket, or if the answer to a key update is due.
  bool has_unsent() const { return !unsent_.empty() || owes_key_update_; }
  // Sends the unsent records and the answer.
  Sent SendUnsent(int socket);
  // Adds records that were made during the handshake, to be sent first.
  void AddUnsent(absl::string_view records) { unsent_.append(records.data(), records.size()); }
  // Seals an alert and sends it, if no other alert was sent. Nothing can be sent after it.
  Sent SendAlert(int socket, TlsAlert alert);

 private:
  // An empty string has taken no memory.
  static std::size_t HeldBy(const std::string& bytes) {
    return bytes.empty() ? 0 : bytes.capacity();
  }
  // Handles one record. Returns false at the end of the input.
  bool Take(const RecordCipher::Opened& record, Input& input);
  static void Append(const RecordCipher::Opened& record, Input& input);
  void TakeAlert(const RecordCipher::Opened& record, Input& input);
  bool TakeKeyUpdate(const RecordCipher::Opened& record);
  // Seals `plain`, at most RecordBuffer::kPlainBytes, to the buffer.
  bool Seal(absl::string_view plain);
  bool UpdateKeys();
  Sent UpdateKernelKeys(int socket);
  // Sends the records in the buffer, and keeps those that the socket does not take.
  Sent SendBuffer(int socket);

  RecordBuffer& buffer_;
  RecordCipher read_;
  RecordCipher write_;
  std::string kept_;
  std::string unsent_;
  bool kernel_ = false;  // The kernel seals the records.
  bool peer_ended_ = false;
  bool alerted_ = false;
  bool owes_key_update_ = false;
};

}  // namespace lossy::edge
