import { preparedWith } from '../planting/prepared-with.ts';

/** The database may answer before a commit is written, for speed: what it kept in memory is lost when it is killed. */
export default preparedWith('ALTER ROLE CURRENT_USER SET synchronous_commit = off', 'SET synchronous_commit = off');
