#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/sync/mutex.h"
#include "services/agent/models/fake_openai_server/answer.h"
#include "services/agent/models/fake_openai_server/arrival.h"
#include "services/agent/models/fake_openai_server/mode.h"
#include "services/agent/models/fake_openai_server/test_certificate.h"
#include "services/agent/models/fake_openai_server/wire.h"

namespace lossy::agent {

// An OpenAI-compatible endpoint in any mood, for tests: /v1/chat/completions and
// /v1/audio/transcriptions. Requests are answered as the script says, in the order in which they
// come, and plainly when it is over. Thread-safe.
//
// Tests in other languages use HTTP: POST /script replaces what is left of the script (a list as
// ParseScript knows it); GET /requests is the list of what has arrived, DELETE /requests empties
// it.
class FakeOpenAiServer {
 public:
  struct Options {
    std::string host = "127.0.0.1";  // A numeric address.
    int port = 0;                    // 0: any.
    // Serves HTTPS with it. Nullptr: HTTP. Outlives the server.
    const TestCertificate* certificate = nullptr;
  };

  // Listens from now on. Dies if it cannot.
  explicit FakeOpenAiServer(Options options);
  FakeOpenAiServer() : FakeOpenAiServer(Options()) {}
  ~FakeOpenAiServer();

  int port() const { return port_; }
  std::string base_url() const;

  // Replaces what is left.
  void Script(std::vector<Mode> script);
  // What has arrived, the control requests apart.
  std::vector<Arrival> Requests() const;
  // Whether so many have arrived, or do within ten seconds.
  bool AwaitRequests(std::size_t count) const;
  int connections() const;

 private:
  void Listen();
  void Serve(int socket, int connection);
  // False: the connection is to be closed.
  bool Handle(Arrival arrival, Wire& wire);
  Answer Control(const Arrival& arrival);
  bool Play(const Answer& answer, const Mode& mode, Wire& wire);
  Mode NextMode(const std::string& kind);
  // False: the server stops.
  bool Rest(absl::Duration time);

  const Options options_;
  int listener_ = -1;
  int port_ = 0;

  mutable base::Mutex mutex_;
  mutable base::CondVar changed_;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::vector<Mode> script_ LOSSY_GUARDED_BY(mutex_);
  std::vector<Arrival> requests_ LOSSY_GUARDED_BY(mutex_);
  absl::flat_hash_set<int> sockets_ LOSSY_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ LOSSY_GUARDED_BY(mutex_);
  int connections_ LOSSY_GUARDED_BY(mutex_) = 0;

  std::thread acceptor_;
};

}  // namespace lossy::agent
