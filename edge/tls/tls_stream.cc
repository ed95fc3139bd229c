#include "edge/tls/tls_stream.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "edge/tls/kernel_tls.h"
#include "edge/tls/record_numbers.h"

namespace lossy::edge {
namespace {

constexpr std::size_t kHeaderBytes = RecordCipher::kHeaderBytes;
// The largest body of an encrypted record (RFC 8446, section 5.2; RFC 5246, section 6.2.3).
constexpr std::size_t kMaxBody13 = RecordCipher::kMaxPlainBytes + 256;
constexpr std::size_t kMaxBody12 = RecordCipher::kMaxPlainBytes + 2048;

constexpr std::uint8_t kWarning = 1;
constexpr std::uint8_t kFatal = 2;
constexpr std::uint8_t kUserCanceled = 90;
constexpr char kKeyUpdate[] = {24, 0, 0, 1, 0};
constexpr char kKeyUpdateRequested = 1;

std::uint8_t Byte(const char* data) { return static_cast<std::uint8_t>(*data); }

std::ptrdiff_t SendBytes(int socket, absl::string_view bytes) {
  std::ptrdiff_t sent;
  do {
    sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent;
}

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK; }

SendResult SentByKernel(std::ptrdiff_t result) {
  if (result >= 0) return SendResult::kDone;
  return WouldBlock() ? SendResult::kBlocked : SendResult::kBroken;
}

// Empties the string and frees its memory.
void Release(std::string& bytes) { std::string().swap(bytes); }

}  // namespace

TlsStream::TlsStream(const ConnectionKeys& keys, RecordBuffer& buffer, std::uint32_t max_records)
    : buffer_(buffer),
      read_(keys.client, RecordCipher::Direction::kOpen),
      write_(keys.server, RecordCipher::Direction::kSeal),
      max_records_(max_records) {}

bool TlsStream::UseKernel(int socket, const TrafficKeys& keys) {
  // The records of the handshake are sealed already.
  kernel_ = SendUnsent(socket) == SendResult::kDone && StartKernelTls(socket, keys);
  return kernel_;
}

void TlsStream::Restore(char* data) {
  std::memcpy(data, kept_.data(), kept_.size());
  Release(kept_);
}

TlsStream::Input TlsStream::Open(char* data, std::size_t size) {
  const std::size_t max_body = read_.version() == TlsVersion::k13 ? kMaxBody13 : kMaxBody12;
  Input input;
  std::size_t at = 0;
  while (size - at >= kHeaderBytes) {
    const std::size_t body = BodySize(data + at);
    if (body > max_body) {
      input.end = End::kBroken;
      input.alert = TlsAlert::kRecordOverflow;
      return input;
    }
    if (size - at < kHeaderBytes + body) break;
    const RecordCipher::Opened record = read_.Open(data + at, kHeaderBytes + body);
    at += kHeaderBytes + body;
    if (!Take(record, input)) return input;
  }
  if (at < size) Keep({data + at, size - at});
  return input;
}

bool TlsStream::Take(const RecordCipher::Opened& record, Input& input) {
  const auto breaks = [&input](TlsAlert alert) {
    input.end = End::kBroken;
    input.alert = alert;
    return false;
  };
  if (record.size > RecordCipher::kMaxPlainBytes) return breaks(TlsAlert::kRecordOverflow);
  switch (record.type) {
    case RecordType::kData:
      Append(record, input);
      return true;
    case RecordType::kAlert:
      TakeAlert(record, input);
      return input.end == End::kOpen;
    case RecordType::kHandshake:
      return TakeKeyUpdate(record) || breaks(TlsAlert::kUnexpectedMessage);
    case RecordType::kInvalid:
      return breaks(TlsAlert::kBadRecord);
  }
  return breaks(TlsAlert::kUnexpectedMessage);
}

// The content of the first record stays in its place, and the others follow it.
void TlsStream::Append(const RecordCipher::Opened& record, Input& input) {
  if (record.size == 0) return;
  if (input.size == 0) {
    input.data = record.data;
  } else {
    std::memmove(input.data + input.size, record.data, record.size);
  }
  input.size += record.size;
}

void TlsStream::TakeAlert(const RecordCipher::Opened& record, Input& input) {
  if (record.size != 2) {
    input.end = End::kBroken;
    input.alert = TlsAlert::kDecodeError;
    return;
  }
  const std::uint8_t level = Byte(record.data);
  const std::uint8_t alert = Byte(record.data + 1);
  if (alert == static_cast<std::uint8_t>(TlsAlert::kCloseNotify)) {
    peer_ended_ = true;
    input.end = End::kClosed;
    return;
  }
  // "close notify" follows "user canceled". In TLS 1.2 a client may ignore other warnings.
  const bool ignored =
      alert == kUserCanceled || (read_.version() == TlsVersion::k12 && level == kWarning);
  if (ignored) return;
  // A failed client expects no answer.
  alerted_ = true;
  owes_key_update_ = false;
  input.end = End::kBroken;
}

bool TlsStream::TakeKeyUpdate(const RecordCipher::Opened& record) {
  const bool is_update = read_.version() == TlsVersion::k13 && record.size == sizeof kKeyUpdate &&
                         std::memcmp(record.data, kKeyUpdate, sizeof kKeyUpdate - 1) == 0;
  if (!is_update) return false;
  const char request = record.data[sizeof kKeyUpdate - 1];
  if (request != 0 && request != kKeyUpdateRequested) return false;
  read_.Update();
  // One answer serves all requests that came before it.
  if (request == kKeyUpdateRequested) owes_key_update_ = !alerted_;
  return true;
}

bool TlsStream::UpdateKeys() {
  owes_key_update_ = false;
  const bool sealed = buffer_.Add(write_, RecordType::kHandshake, {kKeyUpdate, sizeof kKeyUpdate});
  write_.Update();
  return sealed;
}

SendResult TlsStream::UpdateKernelKeys(int socket) {
  const SendResult sent = SentByKernel(
      SendKernelRecord(socket, RecordType::kHandshake, {kKeyUpdate, sizeof kKeyUpdate}));
  if (sent != SendResult::kDone) return sent;
  owes_key_update_ = false;
  return ChangeKernelKeys(socket, write_.Update()) ? SendResult::kDone : SendResult::kBroken;
}

bool TlsStream::Seal(absl::string_view plain) {
  while (!plain.empty()) {
    if (worn() && can_update_keys() && !UpdateKeys()) return false;
    const std::size_t size = std::min(plain.size(), RecordCipher::kMaxPlainBytes);
    if (!buffer_.Add(write_, RecordType::kData, plain.substr(0, size))) return false;
    plain.remove_prefix(size);
  }
  return true;
}

std::ptrdiff_t TlsStream::Send(int socket, absl::string_view plain) {
  if (has_unsent()) {
    const SendResult sent = SendUnsent(socket);
    if (sent == SendResult::kBlocked) errno = EAGAIN;
    if (sent != SendResult::kDone) return -1;
  }
  // Blocked, the alert is tried again at the next call.
  if (worn() && !can_update_keys()) SendAlert(socket, TlsAlert::kCloseNotify);
  if (kernel_ && !alerted_) return SendByKernel(socket, plain);
  std::size_t taken = 0;
  while (taken < plain.size() && !has_unsent()) {
    const absl::string_view part = plain.substr(taken, RecordBuffer::kPlainBytes);
    buffer_.Clear();
    if (alerted_ || !Seal(part)) {
      errno = EPROTO;
      return -1;
    }
    if (SendBuffer(socket) == SendResult::kBroken) return -1;
    taken += part.size();
  }
  return static_cast<std::ptrdiff_t>(taken);
}

std::ptrdiff_t TlsStream::SendByKernel(int socket, absl::string_view plain) {
  const std::ptrdiff_t sent = SendBytes(socket, plain);
  if (sent < 0) return sent;
  kernel_records_ += static_cast<std::size_t>(sent) / RecordCipher::kMaxPlainBytes + 1;
  return sent;
}

SendResult TlsStream::SendBuffer(int socket) {
  const absl::string_view records = buffer_.records();
  const std::ptrdiff_t sent = SendBytes(socket, records);
  if (sent < 0 && !WouldBlock()) return SendResult::kBroken;
  const std::size_t size = sent < 0 ? 0 : static_cast<std::size_t>(sent);
  if (size == records.size()) return SendResult::kDone;
  unsent_.assign(records.data() + size, records.size() - size);
  return SendResult::kBlocked;
}

SendResult TlsStream::SendUnsent(int socket) {
  if (!unsent_.empty()) {
    const std::ptrdiff_t sent = SendBytes(socket, unsent_);
    if (sent < 0) return WouldBlock() ? SendResult::kBlocked : SendResult::kBroken;
    if (static_cast<std::size_t>(sent) < unsent_.size()) {
      unsent_.erase(0, static_cast<std::size_t>(sent));
      return SendResult::kBlocked;
    }
    Release(unsent_);
  }
  if (!owes_key_update_) return SendResult::kDone;
  if (kernel_) return UpdateKernelKeys(socket);
  buffer_.Clear();
  return UpdateKeys() ? SendBuffer(socket) : SendResult::kBroken;
}

SendResult TlsStream::SendAlert(int socket, TlsAlert alert) {
  if (alerted_) return SendUnsent(socket);
  const SendResult sent = SendUnsent(socket);
  if (sent != SendResult::kDone) return sent;
  const std::uint8_t level = alert == TlsAlert::kCloseNotify ? kWarning : kFatal;
  const char body[] = {static_cast<char>(level), static_cast<char>(alert)};
  if (kernel_) {
    const SendResult kernel_sent =
        SentByKernel(SendKernelRecord(socket, RecordType::kAlert, {body, sizeof body}));
    alerted_ = kernel_sent == SendResult::kDone;
    return kernel_sent;
  }
  alerted_ = true;
  buffer_.Clear();
  if (!buffer_.Add(write_, RecordType::kAlert, {body, sizeof body})) return SendResult::kBroken;
  return SendBuffer(socket);
}

}  // namespace lossy::edge
