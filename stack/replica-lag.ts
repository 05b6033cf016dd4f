export interface ReplicaState {
  /** It answers, and as a replica. */
  readonly isUp: boolean;
  /** Undefined: nobody knows. */
  readonly lagSeconds: number | undefined;
}

/** The database was at this position then. */
interface Mark {
  readonly lsn: bigint;
  readonly atMs: number;
}

/** An hour of them where somebody looks each second; what is then kept no more are the newest, which say the least. */
const marksMax = 3_600;

/**
 * How long the replica has been behind: the age of the oldest moment at which the database was seen further than the
 * replica is now; 0 once it has replayed all that there is. It grows while something is missing and nothing comes, and
 * falls when it catches up. The replica's own `pg_last_xact_replay_timestamp` says neither: it is old where nobody
 * writes, and a replica that is cut off does not know what it lacks. Moments are those at which this is asked, since
 * this process began: the lag may be one interval of asking too short, and is never too long.
 * @param database how far the database is, in bytes of its log; undefined: it does not answer
 * @param replica how far the replica is, read behind that
 * @param now of a clock that only goes forward, in ms
 */
export function followReplica(
  database: () => Promise<bigint | undefined>,
  replica: () => Promise<bigint | undefined>,
  now: () => number,
): () => Promise<ReplicaState> {
  let marks: readonly Mark[] = [];
  let following: Promise<ReplicaState> | undefined;
  const follow = async (): Promise<ReplicaState> => {
    const atMs = now();
    const lsn = await database();
    if (lsn !== undefined && (marks.at(-1)?.lsn ?? -1n) < lsn && marks.length < marksMax) {
      marks = [...marks, { lsn, atMs }];
    }
    const reached = await replica();
    if (reached === undefined) return { isUp: false, lagSeconds: undefined };
    marks = marks.filter((mark) => mark.lsn > reached);
    if (lsn === undefined) return { isUp: true, lagSeconds: undefined };
    return { isUp: true, lagSeconds: marks[0] === undefined ? 0 : (now() - marks[0].atMs) / 1_000 };
  };
  return () => {
    following ??= follow().finally(() => {
      following = undefined;
    });
    return following;
  };
}
