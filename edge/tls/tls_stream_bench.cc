// The cost of TLS for one connection, without the kernel: sealing and opening a message beside the
// bare cipher of OpenSSL, a handshake of both ends beside one of two ends of OpenSSL, and the
// memory of an idle stream.
#include <malloc.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <vector>

#include "base/testing/test_authority.h"
#include "base/time/clock.h"
#include "benchmark/benchmark.h"
#include "edge/tls/openssl_peer.h"
#include "edge/tls/tls_handshake.h"
#include "edge/tls/tls_stream.h"

namespace lossy::edge {
namespace {

// Keys of zeros: the time does not depend on the key.
ConnectionKeys Keys(TlsAead aead) {
  ConnectionKeys keys;
  keys.client.aead = keys.server.aead = aead;
  return keys;
}

void Seal(benchmark::State& state) {
  RecordCipher cipher(Keys(static_cast<TlsAead>(state.range(0))).server,
                      RecordCipher::Direction::kSeal);
  const auto buffer = std::make_unique<RecordBuffer>();
  const std::string text(static_cast<std::size_t>(state.range(1)), 'x');
  for (auto _ : state) {
    buffer->Clear();
    buffer->Add(cipher, RecordType::kData, text);
    benchmark::DoNotOptimize(buffer->records());
  }
}
BENCHMARK(Seal)->ArgsProduct({{0, 1, 2}, {64, 1024, 16'384}});

// AES-128-GCM alone, with a new nonce and the tag of each message.
void BareSeal(benchmark::State& state) {
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  const unsigned char key[16] = {};
  unsigned char nonce[12] = {};
  unsigned char tag[16];
  const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
  std::string out(text.size(), ' ');
  const auto* const in = reinterpret_cast<const unsigned char*>(text.data());
  EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), nullptr, key, nonce);
  for (auto _ : state) {
    int size = 0;
    ++nonce[11];
    EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, nonce);
    EVP_EncryptUpdate(context, reinterpret_cast<unsigned char*>(out.data()), &size, in,
                      static_cast<int>(text.size()));
    EVP_EncryptFinal_ex(context, tag, &size);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, sizeof tag, tag);
    benchmark::DoNotOptimize(tag);
  }
  EVP_CIPHER_CTX_free(context);
}
BENCHMARK(BareSeal)->Arg(64)->Arg(1024)->Arg(16'384);

void Open(benchmark::State& state) {
  const ConnectionKeys keys = Keys(TlsAead::kAes128Gcm);
  RecordCipher seals(keys.client, RecordCipher::Direction::kSeal);
  RecordCipher opens(keys.client, RecordCipher::Direction::kOpen);
  const auto buffer = std::make_unique<RecordBuffer>();
  const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) {
    state.PauseTiming();
    buffer->Clear();
    buffer->Add(seals, RecordType::kData, text);
    std::string record(buffer->records());
    state.ResumeTiming();
    benchmark::DoNotOptimize(opens.Open(record.data(), record.size()).size);
  }
}
BENCHMARK(Open)->Arg(1024);

// The time includes the client's part, which is about a half.
void Handshake(benchmark::State& state) {
  const base::TestAuthority authority;
  TicketKeys tickets(base::RealClock());
  const auto contexts = MakeContexts(authority.Issue({.names = {"DNS:localhost"}}), tickets);
  for (auto _ : state) {
    OpensslPeer client(
        {.version = static_cast<int>(state.range(0)), .authority = authority.certificate()});
    TlsHandshake handshake(contexts);
    TlsHandshake::Result result = TlsHandshake::Result::kIncomplete;
    while (result == TlsHandshake::Result::kIncomplete) {
      std::string output;
      std::size_t taken = 0;
      result = handshake.Continue(client.Handshake(), &taken, &output);
      client.Receive(output);
    }
    if (result != TlsHandshake::Result::kDone) state.SkipWithError("the handshake has failed");
  }
}
BENCHMARK(Handshake)->Arg(TLS1_2_VERSION)->Arg(TLS1_3_VERSION);

// The same with the SSL of OpenSSL in place of the edge's handshake.
void BareHandshake(benchmark::State& state) {
  const base::TestAuthority authority;
  TicketKeys tickets(base::RealClock());
  const auto contexts = MakeContexts(authority.Issue({.names = {"DNS:localhost"}}), tickets);
  SSL_CTX_set_keylog_callback(contexts->first(), nullptr);  // A part of the edge's handshake.
  for (auto _ : state) {
    OpensslPeer client(
        {.version = static_cast<int>(state.range(0)), .authority = authority.certificate()});
    SSL* const server = SSL_new(contexts->first());
    BIO* const input = BIO_new(BIO_s_mem());
    BIO* const output = BIO_new(BIO_s_mem());
    SSL_set_bio(server, input, output);
    SSL_set_accept_state(server);
    while (SSL_is_init_finished(server) != 1) {
      const std::string sent = client.Handshake();
      BIO_write(input, sent.data(), static_cast<int>(sent.size()));
      SSL_do_handshake(server);
      std::string answer(static_cast<std::size_t>(BIO_pending(output)), ' ');
      BIO_read(output, answer.data(), static_cast<int>(answer.size()));
      if (sent.empty() && answer.empty()) break;
      client.Receive(answer);
    }
    if (SSL_is_init_finished(server) != 1) state.SkipWithError("the handshake has failed");
    SSL_free(server);
  }
}
BENCHMARK(BareHandshake)->Arg(TLS1_2_VERSION)->Arg(TLS1_3_VERSION);

void IdleStream(benchmark::State& state) {
  constexpr int kStreams = 1000;
  const auto buffer = std::make_unique<RecordBuffer>();
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::size_t before = mallinfo2().uordblks;
    std::vector<std::unique_ptr<TlsStream>> streams;
    for (int i = 0; i < kStreams; ++i) {
      streams.push_back(std::make_unique<TlsStream>(Keys(TlsAead::kAes128Gcm), *buffer));
    }
    bytes = (mallinfo2().uordblks - before) / kStreams;
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(IdleStream)->Iterations(1);

}  // namespace
}  // namespace lossy::edge
