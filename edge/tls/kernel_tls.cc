#include "edge/tls/kernel_tls.h"

#include <linux/tls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/crypto.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>

#include "edge/tls/record_numbers.h"

namespace lossy::edge {
namespace {

constexpr int kTlsLevel = 282;  // SOL_TLS, which <sys/socket.h> does not have.

std::uint16_t VersionOf(const TrafficKeys& keys) {
  return keys.version == TlsVersion::k13 ? TLS_1_3_VERSION : TLS_1_2_VERSION;
}

template <typename Info>
bool Set(int socket, Info& info) {
  const bool set = ::setsockopt(socket, kTlsLevel, TLS_TX, &info, sizeof info) == 0;
  OPENSSL_cleanse(&info, sizeof info);
  return set;
}

// AES-GCM has a nonce of two parts: the salt and, in TLS 1.2, the sequence number.
template <typename Info>
bool SetGcm(int socket, const TrafficKeys& keys, std::uint16_t cipher) {
  Info info{};
  info.info.version = VersionOf(keys);
  info.info.cipher_type = cipher;
  std::memcpy(info.key, keys.key.data(), sizeof info.key);
  std::memcpy(info.salt, keys.iv.data(), sizeof info.salt);
  WriteBigEndian(keys.sequence, sizeof info.rec_seq, info.rec_seq);
  const unsigned char* const iv =
      keys.version == TlsVersion::k13 ? keys.iv.data() + sizeof info.salt : info.rec_seq;
  std::memcpy(info.iv, iv, sizeof info.iv);
  return Set(socket, info);
}

bool SetChaCha(int socket, const TrafficKeys& keys) {
  tls12_crypto_info_chacha20_poly1305 info{};
  info.info.version = VersionOf(keys);
  info.info.cipher_type = TLS_CIPHER_CHACHA20_POLY1305;
  std::memcpy(info.key, keys.key.data(), sizeof info.key);
  std::memcpy(info.iv, keys.iv.data(), sizeof info.iv);
  WriteBigEndian(keys.sequence, sizeof info.rec_seq, info.rec_seq);
  return Set(socket, info);
}

}  // namespace

bool KernelHasTls() {
  std::ifstream protocols("/proc/sys/net/ipv4/tcp_available_ulp");
  std::string name;
  while (protocols >> name) {
    if (name == "tls") return true;
  }
  return false;
}

bool StartKernelTls(int socket, const TrafficKeys& keys) {
  constexpr char kName[] = "tls";
  return ::setsockopt(socket, IPPROTO_TCP, TCP_ULP, kName, sizeof kName) == 0 &&
         ChangeKernelKeys(socket, keys);
}

bool ChangeKernelKeys(int socket, const TrafficKeys& keys) {
  switch (keys.aead) {
    case TlsAead::kAes128Gcm:
      return SetGcm<tls12_crypto_info_aes_gcm_128>(socket, keys, TLS_CIPHER_AES_GCM_128);
    case TlsAead::kAes256Gcm:
      return SetGcm<tls12_crypto_info_aes_gcm_256>(socket, keys, TLS_CIPHER_AES_GCM_256);
    case TlsAead::kChaCha20Poly1305:
      return SetChaCha(socket, keys);
  }
  return false;
}

std::ptrdiff_t SendKernelRecord(int socket, RecordType type, absl::string_view content) {
  alignas(cmsghdr) char control[CMSG_SPACE(1)] = {};
  iovec piece{const_cast<char*>(content.data()), content.size()};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = kTlsLevel;
  header->cmsg_type = TLS_SET_RECORD_TYPE;
  header->cmsg_len = CMSG_LEN(1);
  *CMSG_DATA(header) = static_cast<unsigned char>(type);
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace lossy::edge
