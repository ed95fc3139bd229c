// The whole page: the sign-in, then the screens of one connection.

import { useEffect, useState } from "preact/hooks";
import { Connection } from "../../lossy/src/connection.js";
import { Problem } from "../../ui/src/problem.js";
import { Console } from "./console.js";
import { SignInScreen } from "./sign_in_screen.js";
import { type Account, keptAccount, providerOf, signOut } from "./token_store.js";

export function App() {
  const [account, setAccount] = useState<Account | null>(keptAccount);
  const [problem, setProblem] = useState("");
  const connection = useConnection(account);
  const leave = (reason: string) => {
    signOut();
    setAccount(null);
    setProblem(reason);
  };
  return (
    <>
      <Problem text={problem} onClose={() => setProblem("")} />
      {connection && account ? (
        <Console
          connection={connection}
          operator={account.operator}
          onSignOut={() => leave("")}
          onSignedOut={(reason) => leave(`You are signed out: ${reason}.`)}
          onProblem={setProblem}
        />
      ) : (
        !account && (
          <SignInScreen
            onAccount={(signedIn) => {
              setProblem("");
              setAccount(signedIn);
            }}
            onProblem={setProblem}
          />
        )
      )}
    </>
  );
}

function useConnection(account: Account | null): Connection | null {
  const [connection, setConnection] = useState<Connection | null>(null);
  useEffect(() => {
    if (!account) return;
    const made = new Connection({
      origin: location.origin,
      user: account.operator,
      token: providerOf(account),
      heartbeatMs: 10_000,
      answerMs: 10_000,
      reconnect: { first: 200, most: 5000 },
      rejoin: { first: 500, most: 5000 },
      onProblem: (error) => console.info(error),
    });
    made.start();
    setConnection(made);
    return () => {
      made.stop();
      setConnection(null);
    };
  }, [account]);
  return connection;
}
