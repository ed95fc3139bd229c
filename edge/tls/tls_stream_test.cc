#include "edge/tls/tls_stream.h"

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/testing/test_authority.h"
#include "base/time/fake_clock.h"
#include "edge/tls/openssl_peer.h"
#include "edge/tls/tls_handshake.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

// The versions and cipher suites that the edge accepts.
struct Suite {
  int version;
  const char* name;
};

constexpr Suite kSuites[] = {
    {TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256"},
    {TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384"},
    {TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256"},
    {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"},
    {TLS1_2_VERSION, "ECDHE-ECDSA-AES256-GCM-SHA384"},
    {TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305"},
};

// A TlsStream that is connected to a client of OpenSSL by a pair of sockets.
class TlsStreamTest : public testing::TestWithParam<Suite> {
 protected:
  TlsStreamTest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_), 0); }
  ~TlsStreamTest() override {
    close(ends_[0]);
    close(ends_[1]);
  }

  // Returns false if the handshake fails.
  bool Connect(std::uint32_t max_records = TlsStream::kMaxRecords) {
    const Suite suite = GetParam();
    client_ = std::make_unique<OpensslPeer>(OpensslPeer::Options{
        .version = suite.version, .ciphers = suite.name, .authority = authority_.certificate()});
    TlsHandshake handshake(contexts_);
    for (int i = 0; i < 4; ++i) {
      std::string input = client_->Handshake();
      std::string output;
      std::size_t taken = 0;
      const TlsHandshake::Result result = handshake.Continue(input, &taken, &output);
      if (result == TlsHandshake::Result::kFailed) return false;
      client_->Receive(output);
      if (result != TlsHandshake::Result::kDone) continue;
      client_->Handshake();
      stream_ = std::make_unique<TlsStream>(*handshake.Keys(), *buffer_, max_records);
      return client_->connected() && taken == input.size();
    }
    return false;
  }

  // Passes all bytes that the client has written to the stream. Returns the result of the last
  // Open, and its content in `content`.
  TlsStream::Input Open(std::string* content = nullptr) {
    input_ = std::string(stream_->kept(), '\0') + client_->Sent();
    stream_->Restore(input_.data());
    const TlsStream::Input input = stream_->Open(input_.data(), input_.size());
    if (content != nullptr) content->assign(input.data, input.size);
    return input;
  }

  // Passes the bytes that are in the socket to the client. Returns their content.
  std::string Receive() {
    char buffer[65536];
    ssize_t size;
    while ((size = recv(ends_[1], buffer, sizeof buffer, 0)) > 0) {
      client_->Receive({buffer, static_cast<std::size_t>(size)});
    }
    return client_->Read();
  }

  const base::TestAuthority authority_;
  base::FakeClock clock_;
  TicketKeys tickets_{clock_};
  const std::shared_ptr<const TlsContexts> contexts_ =
      MakeContexts(authority_.Issue({.names = {"DNS:localhost"}}), tickets_);
  std::unique_ptr<RecordBuffer> buffer_ = std::make_unique<RecordBuffer>();
  std::unique_ptr<OpensslPeer> client_;
  std::unique_ptr<TlsStream> stream_;
  std::string input_;
  int ends_[2];
};

TEST_P(TlsStreamTest, ExchangesBytesWithOpenssl) {
  ASSERT_TRUE(Connect());
  for (const std::size_t size : {1, 100, 16'383, 16'384, 16'385, 65'536, 100'000}) {
    const std::string text(size, static_cast<char>('a' + size % 26));
    EXPECT_EQ(stream_->Send(ends_[0], text), static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(Receive(), text);
    client_->Write(text);
    std::string content;
    EXPECT_EQ(Open(&content).end, TlsStream::End::kOpen);
    EXPECT_EQ(content, text);
  }
  EXPECT_EQ(stream_->held(), 0);
}

TEST_P(TlsStreamTest, ReadsRecordsInAnyPieces) {
  ASSERT_TRUE(Connect());
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    const std::string text(i * 7, 'x');
    client_->Write(text);
    expected += text;
  }
  const std::string sent = client_->Sent();
  for (const std::size_t piece : {1, 3, 1000}) {
    if (piece > 1) client_->Write(expected);
    const std::string bytes = piece > 1 ? client_->Sent() : sent;
    std::string content;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      std::string input = std::string(stream_->kept(), '\0') + bytes.substr(at, piece);
      stream_->Restore(input.data());
      const TlsStream::Input opened = stream_->Open(input.data(), input.size());
      ASSERT_EQ(opened.end, TlsStream::End::kOpen);
      content.append(opened.data, opened.size);
    }
    EXPECT_EQ(content, expected);
    EXPECT_EQ(stream_->kept(), 0);
  }
}

TEST_P(TlsStreamTest, KeepsTheRecordsThatAFullSocketDoesNotTake) {
  ASSERT_TRUE(Connect());
  const std::string text(1 << 20, 'x');
  std::string received;
  std::size_t taken = 0;
  bool blocked = false;
  while (received.size() < text.size()) {
    const std::ptrdiff_t sent = stream_->Send(ends_[0], absl::string_view(text).substr(taken));
    ASSERT_GE(sent, 0);
    taken += static_cast<std::size_t>(sent);
    if (stream_->has_unsent()) {
      ASSERT_LE(stream_->held(), 2 * RecordBuffer::kPlainBytes);
      ASSERT_EQ(stream_->Send(ends_[0], "more"), -1);
      ASSERT_EQ(errno, EAGAIN);
      blocked = true;
    }
    received += Receive();
  }
  EXPECT_TRUE(blocked);
  EXPECT_EQ(received, text);
}

TEST_P(TlsStreamTest, RejectsAChangedRecord) {
  ASSERT_TRUE(Connect());
  client_->Write("text");
  const std::string sent = client_->Sent();
  for (std::size_t i = 5; i < sent.size(); ++i) {
    ASSERT_TRUE(Connect());
    client_->Write("text");
    std::string record = client_->Sent();
    record[i] = static_cast<char>(record[i] ^ 1);
    const TlsStream::Input input = stream_->Open(record.data(), record.size());
    EXPECT_EQ(input.end, TlsStream::End::kBroken);
    EXPECT_EQ(input.alert, TlsAlert::kBadRecord);
    EXPECT_EQ(input.size, 0);
  }
}

TEST_P(TlsStreamTest, RejectsARepeatedRecord) {
  ASSERT_TRUE(Connect());
  client_->Write("text");
  const std::string sent = client_->Sent();
  std::string twice = sent + sent;
  const TlsStream::Input input = stream_->Open(twice.data(), twice.size());
  EXPECT_EQ(absl::string_view(input.data, input.size), "text");
  EXPECT_EQ(input.end, TlsStream::End::kBroken);
}

TEST_P(TlsStreamTest, RejectsALengthAboveTheLimit) {
  ASSERT_TRUE(Connect());
  std::string header("\x17\x03\x03\x49\x00", 5);
  EXPECT_EQ(stream_->Open(header.data(), header.size()).alert, TlsAlert::kRecordOverflow);
}

TEST_P(TlsStreamTest, ClosesInBothDirections) {
  ASSERT_TRUE(Connect());
  client_->Write("last");
  client_->Shutdown();
  std::string content;
  EXPECT_EQ(Open(&content).end, TlsStream::End::kClosed);
  EXPECT_EQ(content, "last");
  EXPECT_TRUE(stream_->peer_ended());
  EXPECT_EQ(stream_->SendAlert(ends_[0], TlsAlert::kCloseNotify), SendResult::kDone);
  EXPECT_EQ(Receive(), "");
  EXPECT_TRUE(client_->peer_closed());
  EXPECT_EQ(stream_->Send(ends_[0], "more"), -1);
}

TEST_P(TlsStreamTest, AnswersAnUpdateOfKeysAndRejectsRenegotiation) {
  ASSERT_TRUE(Connect());
  if (GetParam().version == TLS1_2_VERSION) {
    client_->Renegotiate();
    EXPECT_EQ(Open().end, TlsStream::End::kBroken);
    return;
  }
  for (int i = 0; i < 3; ++i) {
    client_->UpdateKeys();
    client_->Write("before");
    std::string content;
    EXPECT_EQ(Open(&content).end, TlsStream::End::kOpen);
    EXPECT_EQ(content, "before");
    EXPECT_TRUE(stream_->has_unsent());
    EXPECT_EQ(stream_->Send(ends_[0], "after"), 5);
    EXPECT_FALSE(stream_->has_unsent());
    EXPECT_EQ(Receive(), "after");
  }
}

TEST_P(TlsStreamTest, UpdatesItsKeysOrEndsBeforeTheyWearOut) {
  ASSERT_TRUE(Connect(/*max_records=*/4));
  int sent = 0;
  std::string received;
  while (sent < 20 && stream_->Send(ends_[0], "x") == 1) {
    received += Receive();
    ++sent;
  }
  EXPECT_EQ(received, std::string(static_cast<std::size_t>(sent), 'x'));
  if (GetParam().version == TLS1_3_VERSION) {
    EXPECT_EQ(sent, 20);
    EXPECT_FALSE(client_->peer_closed());
    return;
  }
  // The server's "Finished" is the first record.
  EXPECT_EQ(sent, 3);
  EXPECT_EQ(errno, EPROTO);
  EXPECT_EQ(Receive(), "");
  EXPECT_TRUE(client_->peer_closed());
}

std::string NameOf(const testing::TestParamInfo<Suite>& suite) {
  std::string name = suite.param.name;
  for (char& each : name) {
    if (each == '-') each = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Suites, TlsStreamTest, testing::ValuesIn(kSuites), NameOf);

}  // namespace
}  // namespace lossy::edge
