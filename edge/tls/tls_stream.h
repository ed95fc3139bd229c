#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "base/live/live_objects.h"
#include "edge/tls/key_schedule.h"
#include "edge/tls/record_buffer.h"
#include "edge/tls/record_cipher.h"
#include "edge/tls/send_result.h"

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
// - It answers key updates. In TLS 1.3 it updates the keys of the edge's records before they wear
//   out (kMaxRecords). In TLS 1.2, or if the kernel seals the records, it ends the connection with
//   "close notify" then, so that the client connects again: TLS 1.2 has no update of keys, and
//   Linux before 6.14 does not change the keys of a socket.
// - The kernel seals the records instead, if UseKernel succeeds.
// - It accepts no renegotiation and no other message of a handshake.
//
// Belongs to the connection's thread.
class TlsStream : private base::LiveObject<"TlsStream"> {
 public:
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

  // The most records that the edge seals with one key. AES-GCM protects about 2^24.5 full records
  // (RFC 8446, section 5.5).
  static constexpr std::uint32_t kMaxRecords = 1 << 24;

  // `keys` are those after the handshake. `buffer` belongs to the thread and must outlive the
  // object. Tests lower `max_records`.
  TlsStream(const ConnectionKeys& keys, RecordBuffer& buffer,
            std::uint32_t max_records = kMaxRecords);

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
  // earlier records are unsent, and EPROTO after an alert.
  std::ptrdiff_t Send(int socket, absl::string_view plain);
  // Returns true if records wait for the socket, or if the answer to a key update is due.
  bool has_unsent() const { return !unsent_.empty() || owes_key_update_; }
  // Sends the unsent records and the answer.
  SendResult SendUnsent(int socket);
  // Adds records that were made during the handshake, to be sent first.
  void AddUnsent(absl::string_view records) { unsent_.append(records.data(), records.size()); }
  // Seals an alert and sends it, if no other alert was sent. Nothing can be sent after it.
  SendResult SendAlert(int socket, TlsAlert alert);

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
  // Returns true if the next record needs other keys.
  bool worn() const { return (kernel_ ? kernel_records_ : write_.sequence()) >= max_records_; }
  bool can_update_keys() const { return write_.version() == TlsVersion::k13 && !kernel_; }
  // Sends bytes that the kernel seals.
  std::ptrdiff_t SendByKernel(int socket, absl::string_view plain);
  // Seals `plain`, at most RecordBuffer::kPlainBytes, to the buffer.
  bool Seal(absl::string_view plain);
  bool UpdateKeys();
  SendResult UpdateKernelKeys(int socket);
  // Sends the records in the buffer, and keeps those that the socket does not take.
  SendResult SendBuffer(int socket);

  RecordBuffer& buffer_;
  RecordCipher read_;
  RecordCipher write_;
  std::string kept_;
  std::string unsent_;
  std::uint64_t kernel_records_ = 0;  // The records that the kernel has sealed, at most.
  const std::uint32_t max_records_;
  bool kernel_ = false;  // The kernel seals the records.
  bool peer_ended_ = false;
  bool alerted_ = false;
  bool owes_key_update_ = false;
};

}  // namespace lossy::edge
