#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/testing/fuzzing.h"
#include "edge/tls/tls_stream.h"

namespace {

using lossy::base::InPieces;
using lossy::base::Require;
using lossy::edge::ConnectionKeys;
using lossy::edge::RecordBuffer;
using lossy::edge::RecordCipher;
using lossy::edge::RecordType;
using lossy::edge::TlsAead;
using lossy::edge::TlsStream;
using lossy::edge::TlsVersion;

ConnectionKeys Keys(std::uint8_t selector) {
  ConnectionKeys keys;
  for (auto* each : {&keys.client, &keys.server}) {
    each->version = (selector & 1) != 0 ? TlsVersion::k13 : TlsVersion::k12;
    each->aead = static_cast<TlsAead>((selector >> 1) % 3);
    each->secret_bytes = 32;
  }
  return keys;
}

// Returns bytes of a client: each piece of the input is raw, or the content of a record.
std::string ClientBytes(absl::string_view input, const ConnectionKeys& keys) {
  RecordCipher cipher(keys.client, RecordCipher::Direction::kSeal);
  std::string bytes;
  for (absl::string_view piece : InPieces(input)) {
    constexpr RecordType kTypes[] = {RecordType::kData, RecordType::kData, RecordType::kAlert,
                                     RecordType::kHandshake};
    const auto selector = static_cast<std::uint8_t>(piece.front());
    piece.remove_prefix(1);
    if (selector % 16 == 0) {
      bytes.append(piece.data(), piece.size());
      continue;
    }
    char record[512];
    const std::size_t size = cipher.Seal(kTypes[selector % 4], piece, record);
    bytes.append(record, size);
  }
  return bytes;
}

struct Result {
  std::string content;
  TlsStream::End end = TlsStream::End::kOpen;
};

// Passes the bytes to a stream, as a TcpStream does. Returns all content.
Result OpenAll(const ConnectionKeys& keys, const std::vector<absl::string_view>& pieces) {
  static RecordBuffer* const buffer = new RecordBuffer;
  TlsStream stream(keys, *buffer);
  Result result;
  for (const absl::string_view piece : pieces) {
    std::string data(stream.kept(), '\0');
    data.append(piece.data(), piece.size());
    stream.Restore(data.data());
    const TlsStream::Input input = stream.Open(data.data(), data.size());
    Require(input.size <= data.size(), "the content is not longer than the records");
    result.content.append(input.data, input.size);
    result.end = input.end;
    if (result.end != TlsStream::End::kOpen) break;
  }
  return result;
}

}  // namespace

// Opens the records and the garbage of a client, whole and in pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ConnectionKeys keys = Keys(data[0]);
  const std::string bytes = ClientBytes({reinterpret_cast<const char*>(data) + 1, size - 1}, keys);
  const Result whole = OpenAll(keys, {bytes});
  const Result pieces = OpenAll(keys, InPieces(bytes));
  Require(whole.content == pieces.content, "the content does not depend on the pieces");
  Require(whole.end == pieces.end, "the end does not depend on the pieces");
  return 0;
}
